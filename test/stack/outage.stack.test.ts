import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountId, control, principal, sandbox, setArn, startStack, type Stack } from './stack.ts'

/*
 * The database server is killed for a minute across the ends of a dozen sessions, one of them extended just before;
 * then it comes back with its own file, and once more with an older copy. One story, told in order.
 */
const downMs = 60_000
/** From the first approval to the kill: AWS has given everything by then. */
const leadMs = 20_000
const accounts = ['prod-web', 'stage-web', 'dev-web', 'network-hub', 'shared-services', 'log-archive']
const pairs = accounts.flatMap((account) => ['PowerUser', 'DatabaseAdmin'].map((set) => ({ account, set })))
type Pair = (typeof pairs)[number]

interface Row {
  readonly id: string
  readonly status: string
  readonly startsAt: number
  readonly endsAt: number
  readonly endedAt: number
  readonly remains: string | null
  readonly removedAt: number
  readonly recordedAt: number
}

/** Who has what at AWS, and between which two looks it went. */
class Watch {
  readonly #seen = new Map<string, { present: number; absent: number | null }>()
  #isOpen = true
  readonly #done = this.#look()

  async #look(): Promise<void> {
    while (this.#isOpen) {
      const held = new Set((await assignments()).map(nameOf))
      const now = Date.now()
      for (const name of held) this.#seen.set(name, { present: now, absent: null })
      for (const [name, seen] of this.#seen) if (!held.has(name)) seen.absent ??= now
      await sleep(100)
    }
  }

  of(pair: Pair): { present: number; absent: number | null } {
    const [account, set] = [accountId(pair.account), setArn(pair.set)]
    const name = nameOf({ accountId: account, permissionSetArn: set, principalId: principal('viewer') })
    return this.#seen.get(name) ?? { present: -Infinity, absent: null }
  }

  async close(): Promise<void> {
    this.#isOpen = false
    await this.#done
  }
}

type Assignment = Record<'accountId' | 'permissionSetArn' | 'principalId', string>
const nameOf = (one: Assignment) => `${one.accountId}/${one.permissionSetArn}/${one.principalId}`
const assignments = async () => (await control('GET', `${sandbox}/assignments`)).body as Assignment[]
const calls = async () =>
  (await control('GET', `${sandbox}/calls`)).body.byOperation as Record<string, number | undefined>

let stack: Stack
let watch: Watch
let standing: readonly string[]
let downAt: number
let upAt: number
const ids = new Map<string, string>()

beforeAll(async () => {
  stack = await startStack({ cronSeconds: 3 })
  standing = (await assignments()).map(nameOf).toSorted()
  watch = new Watch()
})
afterAll(async () => {
  await watch.close()
  await stack.stop()
})

const files = () => join(stack.folder, 'libsql')
const copies = () => join(stack.folder, 'copy')

/** The rows and the events of their ends, read from the file itself. */
function rowOf(id: string): Row | undefined {
  const database = new DatabaseSync(join(files(), 'hallpass.db'), { readOnly: true })
  const row = database
    .prepare(
      `select r.id, r.status, r.starts_at as startsAt, r.ends_at as endsAt, r.ended_at as endedAt,
        r.access_remains as remains, e.at as removedAt, e.recorded_at as recordedAt
      from requests r left join events e on e.subject_id = r.id and e.event like 'removed%' where r.id = ?`,
    )
    .get(id)
  database.close()
  return row as unknown as Row | undefined
}

async function untilOver(id: string): Promise<Row> {
  await stack.until(id, ['expired', 'revoked', 'released'])
  return rowOf(id)!
}

async function extend(part: string, seconds: number): Promise<void> {
  const first = ids.get(part)!
  const { accountId: account, accountName, permissionSetArn } = await stack.read(first)
  const wish = { accountId: account, permissionSetArn, durationSeconds: seconds, extends: first }
  const asked = await stack.call('viewer', 'POST', '/v1/requests', {
    ...wish,
    justification: 'A little longer.',
  })
  expect(asked.status).toBe(201)
  const path = `/v1/requests/${asked.body.id}/decision`
  expect((await stack.call('admin', 'POST', path, { decision: 'approve', accountName })).status).toBe(200)
  ids.set(`${part}, more`, asked.body.id)
}

const [extended, beyond, revoked, ...others] = pairs as [Pair, Pair, Pair, ...Pair[]]

test('before: a dozen sessions, a copy of the database, then two extensions and a revoke', async () => {
  const planned = Date.now() + leadMs
  const grant = async (part: string, pair: Pair, endsMs: number): Promise<void> => {
    const seconds = Math.ceil((planned + endsMs - Date.now()) / 1_000)
    ids.set(part, await stack.grant({ ...pair, seconds }))
  }
  await grant('revoked', revoked, downMs + 90_000)
  await grant('extended', extended, 8_000)
  await grant('beyond', beyond, 30_000)
  for (const [i, pair] of others.entries()) await grant(`other ${i}`, pair, 5_000 + i * 4_000)
  for (const id of ids.values()) await stack.until(id, ['active'])

  await stack.kill('database')
  await mkdir(copies(), { recursive: true })
  await cp(files(), copies(), { recursive: true })
  await stack.start('database')

  await extend('extended', 20)
  await extend('beyond', 35)
  const path = `/v1/sessions/${ids.get('revoked')}/revoke`
  expect((await stack.call('admin', 'POST', path, { reason: 'Not needed any more.' })).status).toBe(200)
  await untilOver(ids.get('revoked')!)
  await control('DELETE', `${sandbox}/calls`)
  downAt = Date.now()
  await stack.kill('database')
})

test('while it is down every assignment goes at its end, and extended access goes on', async () => {
  const ends = ['extended', 'beyond', ...others.map((_, i) => `other ${i}`)].map(
    (part) => rowOf(ids.get(part)!)!.endsAt,
  )
  expect(ends.filter((at) => at > downAt && at < downAt + downMs).length).toBeGreaterThanOrEqual(10)
  await sleep(downAt + downMs - Date.now())
  for (const pair of others) expect(watch.of(pair).absent, JSON.stringify(pair)).not.toBe(null)
  expect(watch.of(extended).present).toBeGreaterThan(rowOf(ids.get('extended, more')!)!.startsAt)
  expect(watch.of(extended).absent).not.toBe(null)
  expect(watch.of(beyond).absent).toBe(null)
  const { CreateAccountAssignment: creates, DeleteAccountAssignment: deletes } = await calls()
  expect([creates, deletes]).toEqual([undefined, others.length + 1])
})

test('with its own file back, the ledger says what happened when AWS said so', async () => {
  upAt = Date.now()
  await stack.start('database')
  const parts: [string, Pair][] = [
    ['extended, more', extended],
    ...others.map((pair, i): [string, Pair] => [`other ${i}`, pair]),
  ]
  for (const [part, pair] of parts) {
    const row = await untilOver(ids.get(part)!)
    const { present } = watch.of(pair)
    expect(row.endedAt, part).toBe(row.removedAt)
    expect(row.endedAt, part).toBeGreaterThanOrEqual(Math.max(present, row.endsAt))
    expect(row.endedAt, part).toBeLessThan(upAt)
    expect(row.recordedAt, part).toBeGreaterThanOrEqual(upAt)
  }
  for (const part of ['extended', 'beyond'])
    expect(await untilOver(ids.get(part)!)).toMatchObject({ remains: 'session' })
  const last = await untilOver(ids.get('beyond, more')!)
  expect(last.endedAt).toBeGreaterThanOrEqual(last.endsAt)
  expect((await calls())['CreateAccountAssignment']).toBe(undefined)
  expect((await assignments()).map(nameOf).toSorted()).toEqual(standing)
})

test('with an older copy back, nothing that ended is revived, and it is told once more', async () => {
  const before = new Map([...ids.values()].map((id) => [id, rowOf(id)!]))
  await stack.kill('database')
  for (const file of await readdir(files())) await rm(join(files(), file))
  await cp(copies(), files(), { recursive: true })
  const backAt = Date.now()
  await stack.start('database')
  expect(rowOf(ids.get('extended, more')!)).toBe(undefined)
  expect(rowOf(ids.get('revoked')!)).toMatchObject({ endedAt: null })
  expect(rowOf(ids.get('revoked')!)!.endsAt).toBeGreaterThan(backAt + 20_000)

  // Nothing is due there before its written end: its keeper is told of something, as by anybody who asks it again.
  const path = `/v1/sessions/${ids.get('revoked')}/revoke`
  expect((await stack.call('admin', 'POST', path, { reason: 'Not needed, as before.' })).status).toBe(200)
  for (const [part, id] of ids) {
    if (part.endsWith('more')) continue
    const row = await untilOver(id)
    expect(row.endedAt, part).toBe(before.get(id)!.endedAt)
    expect(row.recordedAt, part).toBeGreaterThanOrEqual(backAt)
  }
  expect((await calls())['CreateAccountAssignment']).toBe(undefined)
  expect((await assignments()).map(nameOf).toSorted()).toEqual(standing)
})
