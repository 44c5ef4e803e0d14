import { vi } from 'vitest'
import { directory } from '../worker/aws/directory.ts'
import { assignments } from '../worker/aws/identity-center.ts'
import { freshMemory, lookForDrift, type DriftMemory } from '../worker/drift/scan.ts'
import { keyOf } from '../worker/engine/key.ts'
import type { PrincipalId } from '../worker/engine/ports.ts'
import { randomId } from '../worker/http/hash.ts'
import { openSandbox, type TestSandbox } from './aws-sandbox.ts'
import organisation from './fixtures/organisation.json' with { type: 'json' }
import { account, set, stage, type Stage } from './stage.ts'

export const principal = (who: string) => organisation.people.find((p) => p.userName === who)!.principalId
export const group = (name: string) => organisation.groups.find((g) => g.name === name)!.id

/** Where an assignment is, in the names of the fixture. */
export interface Place {
  readonly account: string
  readonly set: string
  readonly principalId: string
}

/** The API's stage, with the sandbox behind it and one clock for both. */
export interface DriftStage {
  readonly s: Stage
  readonly sandbox: TestSandbox
  /** Lost with its process. */
  memory: DriftMemory
  gate: { answer: 'go' | 'wait' | 'silent'; turns: number }
  pass(ms: number): void
  close(): Promise<void>
  /** One wake-up; how long until the next. */
  once(): Promise<{ wait: number; calls: number }>
  /** Wakes up whenever it is due, for so long. */
  run(minutes: number): Promise<void>
  /** Somebody gives, or takes, access past us. */
  give(place: Place): Promise<void>
  take(place: Place): Promise<void>
  all(query: string): Promise<Record<string, unknown>[]>
  /** A session of ours, as its keeper would have left it. */
  session(part: Readonly<Record<string, string | number | null>>): Promise<string>
}

export async function driftStage(): Promise<DriftStage> {
  const s = await stage()
  const sandbox = await openSandbox()
  // Calls are signed with the time of day, which has to be the sandbox's.
  vi.useFakeTimers({ toFake: ['Date'], now: sandbox.config.now() })
  s.clock = sandbox.config.now()
  const aws = assignments(sandbox.config)
  const pass = (ms: number) => {
    sandbox.pass(ms)
    s.clock = sandbox.config.now()
    vi.setSystemTime(s.clock)
  }
  for (const job of ['accounts', 'sets', 'groups'])
    await s.client.execute({
      sql: 'insert into cursors values (?, 1, null, ?, ?)',
      args: [job, s.clock, s.clock],
    })
  for (const { id, name, members } of organisation.groups) {
    await s.client.execute({ sql: 'insert into groups (id, name) values (?, ?)', args: [id, name] })
    for (const email of members)
      await s.client.execute({
        sql: 'insert into group_members select ?, principal_id from people where email = ?',
        args: [id, email],
      })
  }
  const self: DriftStage = {
    s,
    sandbox,
    memory: freshMemory(),
    gate: { answer: 'go', turns: 0 },
    pass,
    close: async () => {
      vi.useRealTimers()
      await sandbox.close()
      s.client.close()
    },
    async once() {
      let calls = 0
      const began = sandbox.config.now()
      const wakeAt = await lookForDrift({
        db: s.deps.db,
        directory: directory({ ...sandbox.config, onCall: () => void (calls += 1) }),
        gate: {
          turn: async () => {
            self.gate.turns += 1
            if (self.gate.answer === 'silent') throw new Error('silent')
            return self.gate.answer === 'go' ? { lease: '' } : { notBefore: sandbox.config.now() + 1_000 }
          },
          done: async () => {},
        },
        callsMade: () => calls,
        now: sandbox.config.now,
        newId: randomId,
        memory: self.memory,
      })
      return { wait: wakeAt - began, calls }
    },
    async run(minutes) {
      const until = sandbox.config.now() + minutes * 60_000
      while (sandbox.config.now() < until) {
        const { wait } = await self.once()
        pass(Math.max(1, Math.min(wait, until - sandbox.config.now())))
      }
    },
    give: async (place) => {
      const body = {
        accountId: account(place.account),
        principalId: place.principalId,
        permissionSetArn: set(place.set),
      }
      await fetch(`${sandbox.config.endpoint}/_sandbox/assignments`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
    },
    take: async (place) => {
      await aws.remove(keyOf(account(place.account), set(place.set)), place.principalId as PrincipalId)
      pass(30_000)
    },
    all: async (query) => {
      const { rows, columns } = await s.client.execute(query)
      return rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))
    },
    async session(part) {
      const id = randomId()
      const row = {
        id,
        kind: 'standard',
        status: 'active',
        requester_id: 'p-viewer',
        requester_name: 'Viewer One',
        principal_id: principal('viewer'),
        account_id: account('prod-web'),
        account_name: 'prod-web',
        set_arn: set('PowerUser'),
        set_name: 'PowerUser',
        session_seconds: 3600,
        duration_s: 3600,
        justification: 'A session of a test.',
        digest: 'x',
        opened_at: s.clock - 600_000,
        window_ends_at: s.clock + 86_400_000,
        deciders: 1,
        live: 1,
        keeper_key: `${account('prod-web')}/${set('PowerUser')}`,
        owned: 1,
        starts_at: s.clock - 600_000,
        active_at: s.clock - 600_000,
        ends_at: s.clock + 3_000_000,
        ...part,
      }
      const names = Object.keys(row)
      await s.client.execute({
        sql: `insert into requests (${names.join()}) values (${names.map(() => '?').join()})`,
        args: Object.values(row),
      })
      return id
    },
  }
  return self
}
