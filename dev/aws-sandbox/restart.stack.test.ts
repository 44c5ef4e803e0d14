import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateAccountAssignmentCommand,
  DescribeAccountAssignmentCreationStatusCommand,
} from '@aws-sdk/client-sso-admin'
import { expect, onTestFinished, test } from 'vitest'
import { controlOf, type Credentials, InstanceArn, sdkFor, setArn, triple } from './try-sandbox.ts'

const main = new URL('main.ts', import.meta.url).pathname

/** A real process; resolves with what its ready line says. */
async function started(state: string): Promise<{ child: ChildProcess; url: string; seed: string }> {
  const child = spawn(process.execPath, [main, '--port', '0', '--state', state], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout! })) {
    const [, url, seed] = /^ready (\S+) seed (\d+)$/.exec(line) ?? []
    if (url && seed) return { child, url, seed }
  }
  throw new Error('the sandbox ended before it was ready')
}

test('kill -9 loses nothing that was answered, and the operation goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const first = await started(join(folder, 'state.db'))
  const credentials = (await controlOf(first.url)('GET', 'credentials')) as Credentials
  const create = new CreateAccountAssignmentCommand(triple(setArn('DatabaseAdmin')))
  const { AccountAssignmentCreationStatus: creation } = await sdkFor(first.url, credentials).send(create)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const second = await started(join(folder, 'state.db'))
  expect(second.seed).toBe(first.seed)
  const describe = new DescribeAccountAssignmentCreationStatusCommand({
    InstanceArn,
    AccountAssignmentCreationRequestId: creation?.RequestId,
  })
  const sdk = sdkFor(second.url, credentials)
  const status = async () => (await sdk.send(describe)).AccountAssignmentCreationStatus?.Status
  while ((await status()) === 'IN_PROGRESS') await sleep(100)
  expect(await status()).toBe('SUCCEEDED')
  expect(await controlOf(second.url)('GET', 'assignments')).toHaveLength(3)
})
