import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListInstancesCommand,
} from '@aws-sdk/client-sso-admin'
import { expect, onTestFinished, test } from 'vitest'
import { startSandbox } from './start-sandbox.ts'
import { controlOf, handClock, InstanceArn, sdkFor, setArn, triple, type Credentials } from './try-sandbox.ts'

const create = new CreateAccountAssignmentCommand(triple(setArn('DatabaseAdmin')))

/** One state file that a test may stop and start as it likes. */
function restartable() {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const clock = handClock()
  const start = async (seed?: number) => {
    const latency = { operationMs: [1_000, 1_000], staleMs: [0, 0] } as const
    const state = join(folder, 'state.db')
    const sandbox = await startSandbox({
      port: 0,
      state,
      latency,
      now: clock.now,
      ...(seed !== undefined && { seed }),
    })
    const control = controlOf(sandbox.url)
    const credentials = (await control('GET', 'credentials')) as Credentials
    return { ...sandbox, control, credentials, sdk: sdkFor(sandbox.url, credentials) }
  }
  return { clock, start }
}

test('an operation in flight goes on after a restart and ends when it was due', async () => {
  const { clock, start } = restartable()
  const first = await start()
  const { AccountAssignmentCreationStatus: started } = await first.sdk.send(create)
  await first.close()
  const second = await start()
  onTestFinished(second.close)
  const describe = new DescribeAccountAssignmentCreationStatusCommand({
    InstanceArn,
    AccountAssignmentCreationRequestId: started?.RequestId,
  })
  const status = async () => (await second.sdk.send(describe)).AccountAssignmentCreationStatus?.Status
  clock.pass(999)
  expect(await status()).toBe('IN_PROGRESS')
  clock.pass(1)
  expect(await status()).toBe('SUCCEEDED')
  expect(await second.control('GET', 'assignments')).toHaveLength(3)
})

test('credentials, seed, faults and counts outlast a restart, and standing access is not loaded twice', async () => {
  const { start } = restartable()
  const first = await start()
  await first.sdk.send(new ListInstancesCommand())
  await first.control('POST', 'faults', { operation: 'ListInstances', kind: 'throttle' })
  await first.close()
  const second = await start()
  onTestFinished(second.close)
  expect([second.credentials, second.seed]).toEqual([first.credentials, first.seed])
  expect(await second.control('GET', 'calls')).toMatchObject({ total: 1 })
  expect(await second.control('GET', 'assignments')).toHaveLength(2)
  await expect(second.sdk.send(new ListInstancesCommand())).rejects.toThrow(/too many requests/)
})

test('a seed that is asked for replaces the one of the state file', async () => {
  const { start } = restartable()
  await (await start(1)).close()
  const second = await start(2)
  onTestFinished(second.close)
  expect(second.seed).toBe(2)
})
