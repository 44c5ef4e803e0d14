import '../../extension/test-browser.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Client } from '@libsql/client/http'
import { expect } from 'vitest'
import { loopback, ports } from '../../dev/ports.ts'
import { problemWords } from '../../extension/lib/words.ts'
import { accountId, api, secondApi, setArn, startStack, type Answer, type Stack, type Who } from './stack.ts'

export const many = 50
/** All 200 take minutes: `RACE_ROUNDS=200 npm run stack -- races`. docs/RELIABILITY.md has what they showed. */
export const rounds = Number(process.env['RACE_ROUNDS'] ?? 50)

export type Act = (id: string, n: number) => Promise<Answer>

/** Two Worker processes on one database server, both without keepers or crons of their own. */
export interface Race {
  readonly stack: Stack
  readonly deciders: readonly Who[]
  /** Every second call goes to the second process. */
  call(n: number, who: Who, path: string, body?: object): Promise<Answer>
  one(sql: string, ...args: string[]): Promise<Record<string, unknown>>
  /** What was decided, in order: the events of a request. */
  eventsOf(id: string): Promise<string[]>
  ask(fields?: object): Promise<Answer['body']>
  /** What earlier rounds left is over, and nobody has to be told. */
  tidy(): Promise<void>
  settle(id: string, status: string): Promise<void>
  windowSeconds(seconds: number): Promise<void>
}

export async function startRace(): Promise<Race> {
  const stack = await startStack({ second: true, still: true })
  const database = createClient({ url: `http://${loopback}:${ports.database}` })
  await database.execute("insert or replace into settings (name, value) values ('max_open', '100000')")
  for (const who of ['viewer', 'owner', 'ssoadmin', 'admin'] satisfies Who[]) await stack.token(who)
  return { ...callsOf(stack), ...rowsOf(database), stack, deciders: ['owner', 'ssoadmin', 'admin'] }
}

function callsOf(stack: Stack): Pick<Race, 'call' | 'ask'> {
  const wish = {
    accountId: accountId('prod-web'),
    permissionSetArn: setArn('ReadOnly'),
    durationSeconds: 900,
    justification: 'Everybody decides at once.',
  }
  return {
    call: (n, who, path, body) => stack.call(who, 'POST', path, body, n % 2 === 0 ? api : secondApi),
    ask: async (fields) => {
      const { status, body } = await stack.call('viewer', 'POST', '/v1/requests', { ...wish, ...fields })
      expect(status, JSON.stringify(body)).toBe(201)
      return body
    },
  }
}

function rowsOf(database: Client): Pick<Race, 'one' | 'eventsOf' | 'tidy' | 'settle' | 'windowSeconds'> {
  const rows = async (sql: string, ...args: string[]) => (await database.execute({ sql, args })).rows
  return {
    one: async (sql, ...args) => (await rows(sql, ...args))[0]!,
    eventsOf: async (id) => {
      const sql = `select event from events where subject_kind = 'request' and subject_id = ? order by version`
      return (await rows(sql, id)).map((row) => row['event'] as string)
    },
    tidy: async () => {
      const over = `update requests set live = 0, waits_for = null, due_at = null, status = 'expired', version = version + 1
        where live = 1 or waits_for is not null`
      await database.batch([over, 'delete from outbox'], 'write')
    },
    settle: async (id, status) => {
      await rows('update requests set status = ?, version = version + 1 where id = ?', status, id)
    },
    windowSeconds: async (seconds) => {
      await rows(
        "insert or replace into settings (name, value) values ('window_seconds', ?)",
        String(seconds),
      )
    },
  }
}

/** In an order of its own each round; now the one, now the other of two acts has a start of some ms. */
export function atOnce(round: number, id: string, acts: readonly Act[]): Promise<Answer[]> {
  const calls = Array.from({ length: many }, (_, n) => ({ n, at: (n * 7 + round * 13) % many }))
  const inOrder = calls.toSorted((a, b) => a.at - b.at)
  const turn = Math.floor(round / 2)
  const behind = turn % 3 === 0 ? 0 : 1
  const behindMs = acts.length === 1 ? 0 : 4 * (turn % 8)
  return Promise.all(
    inOrder.map(async ({ n }) => {
      const which = n % acts.length
      if (which === behind) await sleep(behindMs)
      return acts[which]!(id, Math.floor(n / acts.length))
    }),
  )
}

export const wins = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 200)
export const losses = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 200)

/** The sentence on the loser's screen. */
export function screenSays({ body }: Answer): string {
  return problemWords(body).detail
}
