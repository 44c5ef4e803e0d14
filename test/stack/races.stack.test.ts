import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atOnce, losses, many, rounds, screenSays, startRace, wins, type Act, type Race } from './race.ts'
import { api, secondApi, type Answer } from './stack.ts'

/*
 * Fifty at once over two Worker processes on one database server: whoever comes first, there is one outcome, and everybody
 * else's screen says whose it is.
 */

const timeout = 900_000
let race: Race
beforeAll(async () => {
  race = await startRace()
})
const outcomes = new Map<string, Map<string, number>>()
afterAll(async () => {
  await race.stack.stop()
  for (const [pair, counts] of outcomes)
    console.log(`races: ${pair}: ${[...counts].map(([name, n]) => `${name} ${n}`).join(', ')}`)
})

function count(pair: string, outcome: string): void {
  const counts = outcomes.get(pair) ?? new Map<string, number>()
  outcomes.set(pair, counts.set(outcome, (counts.get(outcome) ?? 0) + 1))
}
const seen = (pair: string) => [...outcomes.get(pair)!.keys()].toSorted()

const because = 'Which ticket is this for?'
const decide = (n: number, id: string, body: object, who = race.deciders[Math.floor(n / 2) % 3]!) =>
  race.call(n, who, `/v1/requests/${id}/decision`, body)
/** An owner alone makes no second decision. */
const able = (round: number, n: number) => (round % 2 === 0 ? undefined : n % 4 < 2 ? 'ssoadmin' : 'admin')
const approve =
  (round: number): Act =>
  (id, n) =>
    decide(n, id, { decision: 'approve' }, able(round, n))
const reject =
  (round: number): Act =>
  (id, n) =>
    decide(n, id, { decision: 'reject', comment: because }, able(round, n))
const withdraw: Act = (id, n) => race.call(n, 'viewer', `/v1/requests/${id}/withdraw`)

/** Standard and custom in turn; a custom one at its second level. */
async function undecided(round: number): Promise<string> {
  await race.tidy()
  if (round % 2 === 0) return (await race.ask()).id
  const managedPolicyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess']
  const custom = { label: `Race ${round}`, sessionDuration: 'PT1H', managedPolicyArns }
  const { id } = await race.ask({ permissionSetArn: undefined, custom })
  expect((await decide(0, id, { decision: 'approve' }, 'owner')).status).toBe(200)
  return id
}

/** Approvals and rejections of the last level; the first of two was made before. */
async function decisionsIn(round: number, id: string): Promise<string[]> {
  const all = (await race.eventsOf(id)).filter((event) => /^(approve|reject)$/.test(event))
  return all.slice(round % 2)
}

function expectDecidedBy(lost: readonly Answer[], { by, decision }: Answer['body']): void {
  const verdict = decision === 'approve' ? 'approved' : 'rejected'
  for (const answer of lost) {
    const { status, body } = answer
    expect([status, body.type], JSON.stringify(body)).toEqual([409, '/problems/decided-already'])
    expect([body.decidedBy, body.decision]).toEqual([by, decision])
    expect(screenSays(answer)).toMatch(new RegExp(`^${by.name} ${verdict} it at `))
  }
}

test(`approve × approve, ${many} at once, ${rounds} rounds`, { timeout }, async () => {
  for (let round = 0; round < rounds; round++) {
    const id = await undecided(round)
    const answers = await atOnce(round, id, [approve(round)])
    expect(wins(answers)).toHaveLength(1)
    expectDecidedBy(losses(answers), wins(answers)[0]!.body.decision)
    expect(await decisionsIn(round, id)).toEqual(['approve'])
    count('approve × approve', `by ${wins(answers)[0]!.body.decision.by.name}`)
  }
})

test(`approve × reject, ${many} at once, ${rounds} rounds`, { timeout }, async () => {
  for (let round = 0; round < rounds; round++) {
    const id = await undecided(round)
    const answers = await atOnce(round, id, [approve(round), reject(round)])
    expect(wins(answers)).toHaveLength(1)
    const made = wins(answers)[0]!.body.decision
    expectDecidedBy(losses(answers), made)
    expect(await decisionsIn(round, id)).toEqual([made.decision])
    count('approve × reject', made.decision)
  }
  expect(seen('approve × reject')).toEqual(['approve', 'reject'])
})

/** The sentences that say who did it; in each the name of whoever came first. */
const sentences = (names: string) =>
  new RegExp(`^(${names}) (approved it at .+|took it back|ended it at .+|ended the session it would .+);`)
const people = 'Owner One|SSO Admin One|Admin One|Viewer One'

test(`approve × withdraw, ${many} at once, ${rounds} rounds`, { timeout }, async () => {
  for (let round = 0; round < rounds; round++) {
    const id = await undecided(round)
    const answers = await atOnce(round, id, [approve(round), withdraw])
    const events = (await race.eventsOf(id)).slice(1 + (round % 2))
    // Approved and not yet handed to AWS, it may still be taken back.
    expect(['withdraw', 'approve', 'approve withdraw']).toContain(events.join(' '))
    expect(wins(answers)).toHaveLength(events.length)
    for (const lost of losses(answers)) {
      expect(lost.status, JSON.stringify(lost.body)).toBe(409)
      expect(screenSays(lost)).toMatch(sentences(people))
    }
    count('approve × withdraw', events.join(', then '))
  }
  expect(seen('approve × withdraw').length).toBeGreaterThan(1)
})

test(`approve × lapse, ${many} at once, ${rounds} rounds`, { timeout }, async () => {
  await race.windowSeconds(0.25)
  // How long before the end the first decision is sent: less after each approval, more after each lapse.
  let leadMs = 20
  for (let round = 0; round < rounds; round++) {
    await race.tidy()
    // A start of its own, so that no keeper has anything to do.
    const startsAt = new Date(Date.now() + 86_400_000).toISOString()
    const { id, windowEndsAt } = await race.ask({ startsAt })
    const after = async <T>(ms: number, act: () => Promise<T>) => {
      await sleep(Date.parse(windowEndsAt) + ms - Date.now())
      return act()
    }
    // Some of them shortly before the end; the sweeps of both processes at it.
    const early = Array.from({ length: many - 2 }, (_, n) =>
      after((n % 12) * 4 - leadMs, () => approve(0)(id, n)),
    )
    const sweeps = [api, secondApi].map((at) => after(0, () => race.stack.sweep(at)))
    const [answers] = await Promise.all([Promise.all(early), ...sweeps])
    const [outcome, ...more] = (await race.eventsOf(id)).slice(1)
    expect(more).toEqual([])
    leadMs += outcome === 'approve' ? -7 : 11
    expect(wins(answers)).toHaveLength(outcome === 'approve' ? 1 : 0)
    const made = wins(answers)[0]?.body.decision
    if (made) expectDecidedBy(losses(answers), made)
    for (const lost of made ? [] : losses(answers)) {
      expect([lost.status, lost.body.type]).toEqual([410, '/problems/window-over'])
      expect(screenSays(lost)).toMatch(/^The time to decide ended at .+; Viewer One can send it again/)
    }
    count('approve × lapse', String(outcome))
  }
  expect(seen('approve × lapse')).toEqual(['approve', 'lapse'])
  await race.windowSeconds(86_400)
})

test(
  `approve × revoke of the running session it extends, ${many} at once, ${rounds} rounds`,
  { timeout },
  async () => {
    const pair = 'approve × revoke of the session it extends'
    for (let round = 0; round < rounds; round++) {
      await race.tidy()
      const { id: running } = await race.ask()
      expect((await approve(0)(running, 0)).status).toBe(200)
      await race.settle(running, 'active')
      const { id } = await race.ask({ extends: running })
      const revoke: Act = (_, n) =>
        race.call(n, race.deciders[n % 3]!, `/v1/sessions/${running}/revoke`, { reason: 'They left.' })
      const answers = await atOnce(round, id, [approve(0), revoke])
      const { name } = await race.one('select end_by_name as name from requests where id = ?', running)
      const events = (await race.eventsOf(id)).slice(1)
      expect(['withdraw', 'approve withdraw']).toContain(events.join(' '))
      expect((await race.eventsOf(running)).filter((event) => event === 'revoke')).toHaveLength(1)
      expect(wins(answers)).toHaveLength(events.length)
      const approved = wins(answers).find(({ body }) => body.id === id)?.body.decision.by.name
      for (const lost of losses(answers)) {
        expect(lost.status, JSON.stringify(lost.body)).toBe(409)
        expect(screenSays(lost)).toMatch(sentences([name, approved ?? name].join('|')))
      }
      count(pair, events.join(', then '))
    }
  },
)
