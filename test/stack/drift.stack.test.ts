import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Finding, FindingPage } from '../../schema/contract/findings.ts'
import { awsConfig } from '../../worker/aws/config.ts'
import { assignments } from '../../worker/aws/identity-center.ts'
import { keyOf } from '../../worker/engine/key.ts'
import type { PrincipalId } from '../../worker/engine/ports.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }
import { accountId, control, holds, principal, sandbox, setArn, startStack, type Stack } from './stack.ts'

/* Somebody gives and takes access past us: it is found, told, and nothing is done about it until a person says so. */

let stack: Stack
let lostId: string
beforeAll(async () => {
  stack = await startStack()
  for (let tries = 60; (await page()).lastFullLookAt === null; tries--) {
    if (tries === 0) throw new Error('There was no full look.')
    await sleep(1000)
  }
})
afterAll(() => stack.stop())

const because = { reason: 'Given by hand during the outage' }
const page = async (status = 'open'): Promise<FindingPage> =>
  (await stack.call('admin', 'GET', `/v1/findings?status=${status}`)).body
const about = async (account: string, status = 'open'): Promise<Finding | undefined> =>
  (await page(status)).items.find(({ accountName }) => accountName === account)

async function untilFound(account: string): Promise<Finding> {
  for (let tries = 200; ; tries--) {
    const finding = await about(account)
    if (finding) return finding
    if (tries === 0) throw new Error(`Nothing was found about ${account}: ${JSON.stringify(await page())}`)
    await sleep(1000)
  }
}

const give = (account: string, set: string) =>
  control('POST', `${sandbox}/assignments`, {
    accountId: accountId(account),
    principalId: principal('viewer'),
    permissionSetArn: setArn(set),
  })

/** As an administrator does it, with a key of their own. */
async function takeAway(account: string, set: string): Promise<void> {
  const { body } = await control('GET', `${sandbox}/credentials`)
  const config = awsConfig({
    AWS_REGION: organisation.region,
    INSTANCE_ARN: organisation.instanceArn,
    IDENTITY_STORE_ID: organisation.identityStoreId,
    AWS_ENDPOINT: new URL(sandbox).origin,
    AWS_ACCESS_KEY_ID: body.accessKeyId,
    AWS_SECRET_ACCESS_KEY: body.secretAccessKey,
  })
  const key = keyOf(accountId(account), setArn(set))
  await assignments(config).remove(key, principal('viewer') as PrincipalId)
  while (await holds('viewer', account, set)) await sleep(200)
}

const deletes = async () =>
  (await control('GET', `${sandbox}/calls`)).body.byOperation['DeleteAccountAssignment'] ?? 0

test('what was there before is ignored, and what comes past us is found by two looks', async () => {
  expect((await page('ignored')).items.map(({ accountName }) => accountName).toSorted()).toEqual([
    'dev-data',
    'stage-web',
  ])
  expect((await page()).items).toEqual([])

  lostId = await stack.grant({ account: 'dev-web', set: 'PowerUser', seconds: 900 })
  await stack.until(lostId, ['active'])
  await takeAway('dev-web', 'PowerUser')
  await give('prod-web', 'PowerUser')
  await give('shared-services', 'ReadOnly')
  await give('log-archive', 'ReadOnly')
  const before = await deletes()

  const found = await Promise.all(['prod-web', 'shared-services', 'log-archive', 'dev-web'].map(untilFound))
  expect(found).toMatchObject([
    { kind: 'unknown', principal: { kind: 'user', name: 'Viewer One' }, permissionSetName: 'PowerUser' },
    { kind: 'unknown', permissionSetName: 'ReadOnly' },
    { kind: 'unknown', permissionSetName: 'ReadOnly' },
    { kind: 'lost', requestId: lostId },
  ])
  expect([await deletes(), await holds('viewer', 'prod-web', 'PowerUser')]).toEqual([before, true])
})

test('adopted with an end, it is a session, and its keeper removes it', async () => {
  const { id } = (await about('prod-web'))!
  const { status, body } = await stack.call('owner', 'POST', `/v1/findings/${id}/adopt`, {
    ...because,
    durationSeconds: 15,
  })
  expect([status, body.status]).toEqual([200, 'adopted'])
  expect((await stack.read(body.requestId)).status).toBe('active')
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(true)
  const ended = await stack.until(body.requestId, ['expired'], 60)
  expect(ended.session?.accessRemains).toBeNull()
  expect(await holds('viewer', 'prod-web', 'PowerUser')).toBe(false)
})

test('removed, it goes now, by the keeper', async () => {
  const { id } = (await about('log-archive'))!
  const { body } = await stack.call('admin', 'POST', `/v1/findings/${id}/remove`, because)
  await stack.until(body.requestId, ['revoked'], 60)
  expect(await holds('viewer', 'log-archive', 'ReadOnly')).toBe(false)
})

test('ignored, it stays as it is, and nobody is told again', async () => {
  const { id } = (await about('shared-services'))!
  expect((await stack.call('admin', 'POST', `/v1/findings/${id}/ignore`, because)).body.status).toBe(
    'ignored',
  )
  expect(await holds('viewer', 'shared-services', 'ReadOnly')).toBe(true)
  expect(await about('shared-services')).toBeUndefined()
})

test('a session that AWS lost says since when, and is ended', async () => {
  expect((await stack.read(lostId)).session?.lostSince).not.toBeNull()
  const { id } = (await about('dev-web'))!
  await stack.call('admin', 'POST', `/v1/findings/${id}/remove`, because)
  await stack.until(lostId, ['revoked'], 60)
  expect(await about('dev-web', 'removed')).toMatchObject({ requestId: lostId })
})
