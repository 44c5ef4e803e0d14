import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId, api, secondApi, setArn, startStack, type Stack, type Who } from './stack.ts'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ second: true })
})
afterAll(() => stack.stop())

test('20 decisions at once over two processes: one 200, nineteen 409 that name the winner, one event', async () => {
  const wish = {
    accountId: accountId('prod-payments'),
    permissionSetArn: setArn('PowerUser'),
    durationSeconds: 900,
    justification: 'Everybody is awake.',
  }
  const { body: asked } = await stack.call('viewer', 'POST', '/v1/requests', wish)
  const deciders: Who[] = ['owner', 'ssoadmin', 'admin']
  await Promise.all(deciders.map((who) => stack.token(who)))

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      stack.call(
        deciders[i % 3]!,
        'POST',
        `/v1/requests/${asked.id}/decision`,
        { decision: 'approve', accountName: 'prod-payments' },
        i % 2 ? api : secondApi,
      ),
    ),
  )

  const won = answers.filter((answer) => answer.status === 200)
  const lost = answers.filter((answer) => answer.status === 409)
  expect([won.length, lost.length]).toEqual([1, 19])
  const winner = won[0]!.body.decision.by
  expect(lost.map((answer) => answer.body.decidedBy)).toEqual(Array.from({ length: 19 }, () => winner))
  const { timeline } = await stack.read(asked.id)
  expect(timeline.filter((step) => step.event === 'approve')).toHaveLength(1)
})

test('approved by the process that tells no keeper: the sweep of the other finds it', async () => {
  const wish = {
    accountId: accountId('dev-web'),
    permissionSetArn: setArn('SupportUser'),
    durationSeconds: 900,
    justification: 'Found by the sweep alone.',
  }
  const { body: asked } = await stack.call('viewer', 'POST', '/v1/requests', wish, secondApi)
  await stack.call('owner', 'POST', `/v1/requests/${asked.id}/decision`, { decision: 'approve' }, secondApi)
  await stack.until(asked.id, ['active'], 90)
})
