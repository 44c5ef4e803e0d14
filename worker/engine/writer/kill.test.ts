import { beforeEach, expect, test } from 'vitest'
import { FakeSets } from '../../../test/engine/fake-sets.ts'
import { WriterStage } from '../../../test/engine/writer-stage.ts'
import type { PrincipalId } from '../ports.ts'
import { noNotes } from './notes.ts'
import type { KillAsk, SetArn } from './ports.ts'
import { killsOne, oursIn } from './statements.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const began = Date.parse('2026-11-23T02:00:00Z')
const [prod, dev] = ['111122223333', '222233334444']
const [ann, ben] = ['u-ann', 'u-ben'] as [PrincipalId, PrincipalId]
const foreign = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Sid: 'Look', Effect: 'Allow', Action: 's3:Get*', Resource: '*' },
})

let now: number
let sets: FakeSets
let set: SetArn
let writer: WriterStage
const clock = { now: () => now, pass: (ms: number) => void (now += ms) }
beforeEach(() => {
  now = began
  sets = new FakeSets(clock.now)
  set = sets.add({ inline: foreign })
  for (const account of [prod, dev]) sets.assign(set, account)
  writer = new WriterStage(sets, clock)
})

const ask = (principal: PrincipalId, changes: Partial<KillAsk> = {}): KillAsk => ({
  principal,
  account: prod,
  issuedBefore: began,
  until: began + hour,
  ...changes,
})

/** Whether the role in the account refuses what the person was issued before. */
function isKilled({ account, issuedBefore, principal }: KillAsk): boolean {
  const statements = oursIn(sets.roleOf(set, account) ?? '', 'kill')
  return killsOne(statements, { account, issuedBefore, principal })
}

test('a kill is put, provisioned, read back, and only then said', async () => {
  expect(await writer.kill(set, ask(ann))).toEqual({ state: 'pending' })
  await writer.runFor(2 * second)
  expect(await writer.kill(set, ask(ann))).toEqual({ state: 'pending' })
  await writer.runFor(5 * second)
  const said = await writer.kill(set, ask(ann))
  expect(said).toEqual({ state: 'killed', at: expect.any(Number) as number })
  expect(isKilled(ask(ann))).toBe(true)
  const methods = sets.calls.map(({ method }) => method).filter((method) => method !== 'provisioned')
  expect(methods).toEqual(['inline', 'putInline', 'roleIn', 'provision', 'inline'])
})

test('two kills at once share a statement, and both hold', async () => {
  await writer.kill(set, ask(ann))
  await writer.kill(set, ask(ben))
  await writer.runFor(10 * second)
  expect([isKilled(ask(ann)), isKilled(ask(ben))]).toEqual([true, true])
  expect(oursIn(sets.document(set)!.inline, 'kill')).toHaveLength(1)
  expect(sets.calls.filter(({ method }) => method === 'putInline')).toHaveLength(1)
})

test.each(['inline', 'putInline', 'roleIn', 'provision', 'provisioned'] as const)(
  'a kill that comes during %s is not lost, and neither is the first',
  async (at) => {
    sets.during = async (method) => {
      if (method !== at) return
      sets.during = null
      await writer.kill(set, ask(ben))
    }
    await writer.kill(set, ask(ann))
    await writer.runFor(20 * second)
    expect([isKilled(ask(ann)), isKilled(ask(ben))]).toEqual([true, true])
    expect(await writer.kill(set, ask(ben))).toMatchObject({ state: 'killed' })
    expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
  },
)

test('kills in two accounts reach both, each its own', async () => {
  const there = ask(ben, { account: dev, issuedBefore: began + 10 * second })
  await writer.kill(set, ask(ann))
  await writer.kill(set, there)
  await writer.runFor(20 * second)
  expect([isKilled(ask(ann)), isKilled(there)]).toEqual([true, true])
  expect(isKilled(ask(ann, { account: dev }))).toBe(false)
  expect(await writer.kill(set, there)).toMatchObject({ state: 'killed' })
})

test('a kill that stands in the document is not said while its account has it not', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(second)
  await writer.kill(set, ask(ben))
  await writer.runFor(second)
  expect(sets.calls.filter(({ method }) => method === 'inline')).toHaveLength(2)
  expect(isKilled(ask(ann))).toBe(false)
  expect(await writer.kill(set, ask(ann))).toEqual({ state: 'pending' })
})

test('a stream of kills keeps none of them waiting', async () => {
  for (let n = 0; n < 10; n += 1) {
    await writer.kill(set, ask(`u-${n}` as PrincipalId, { issuedBefore: began + n * 10 * second }))
    await writer.runFor(4 * second)
  }
  const first = await writer.kill(set, ask('u-0' as PrincipalId))
  expect(first).toMatchObject({ state: 'killed' })
})

test('after its time the document is what it was, the account has it, and nothing is remembered', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(2 * hour)
  expect(JSON.parse(sets.document(set)!.inline)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Sid: 'Look', Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
  })
  expect(isKilled(ask(ann))).toBe(false)
  expect(writer.notes).toMatchObject({ kills: {}, document: null })
  expect(writer.alarmAt).toBeNull()
})

test('a document that held nothing else is taken away', async () => {
  sets.change(set, { inline: '' })
  await writer.kill(set, ask(ann))
  await writer.runFor(2 * hour)
  expect([sets.document(set)!.inline, sets.roleOf(set, prod)]).toEqual(['', ''])
})

test('whose time is over goes, and the others stay', async () => {
  await writer.kill(set, ask(ann))
  await writer.kill(set, ask(ben, { until: began + 3 * hour }))
  await writer.runFor(2 * hour)
  expect([isKilled(ask(ann)), isKilled(ask(ben))]).toEqual([false, true])
  expect(await writer.kill(set, ask(ben, { until: began + 3 * hour }))).toMatchObject({ state: 'killed' })
})

test('what somebody overwrote is put back within five minutes, and what they wrote stays', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(minute)
  const theirs = foreign.replace('s3:Get*', 's3:List*')
  sets.change(set, { inline: theirs })
  sets.assign(set, prod)
  expect(isKilled(ask(ann))).toBe(false)
  await writer.runFor(6 * minute)
  expect(isKilled(ask(ann))).toBe(true)
  expect(sets.document(set)!.inline).toContain('s3:List*')
})

test('an account that AWS is slow with keeps nobody waiting in the others', async () => {
  const other = ask(ben, { account: dev })
  sets.operationMs = 9 * minute
  await writer.kill(set, ask(ann))
  await writer.runFor(5 * second)
  sets.operationMs = 3 * second
  await writer.kill(set, other)
  await writer.runFor(30 * second)
  expect(await writer.kill(set, other)).toMatchObject({ state: 'killed' })
  expect(await writer.kill(set, ask(ann))).toEqual({ state: 'pending' })

  sets.change(set, { inline: foreign })
  sets.assign(set, dev)
  await writer.runFor(6 * minute)
  expect([isKilled(other), isKilled(ask(ann))]).toEqual([true, false])
  await writer.runFor(5 * minute)
  expect([isKilled(other), isKilled(ask(ann))]).toEqual([true, true])
})

test('what was gone and came back by itself is brought to the account again', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(minute)
  const ours = sets.document(set)!.inline
  sets.change(set, { inline: foreign })
  sets.assign(set, prod)
  await writer.runFor(4 * minute)
  let turns = 0
  writer.gate = {
    turn: () => {
      turns += 1
      // Between the watch's read and the put.
      if (turns === 2) sets.change(set, { inline: ours })
      return Promise.resolve(turns === 2 ? { notBefore: now + second } : { lease: 'l' })
    },
  }
  await writer.runFor(6 * minute)
  expect(sets.calls.filter(({ method }) => method === 'putInline')).toHaveLength(1)
  expect(isKilled(ask(ann))).toBe(true)
})

test('somebody else’s edit between the read back and the next put stays', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(10 * second)
  sets.change(set, { inline: sets.document(set)!.inline.replace('s3:Get*', 's3:List*') })
  await writer.kill(set, ask(ben))
  await writer.runFor(20 * second)
  expect(sets.document(set)!.inline).toContain('s3:List*')
  expect([isKilled(ask(ann)), isKilled(ask(ben))]).toEqual([true, true])
})

test('a put that arrives late, over a newer one, is found out soon', async () => {
  sets.faults.putInline = [{ kind: 'late', ms: 25 * second }]
  await writer.kill(set, ask(ann))
  await writer.runFor(10 * second)
  await writer.kill(set, ask(ben))
  await writer.runFor(minute)
  expect([isKilled(ask(ann)), isKilled(ask(ben))]).toEqual([true, true])
  expect(oursIn(sets.document(set)!.inline, 'kill')[0]!.Condition['StringEquals']).toMatchObject({
    'identitystore:UserId': [ann, ben],
  })
})

test('what is brought while an older put may land is brought once more (seed 7141921)', async () => {
  sets.faults.putInline = [{ kind: 'lost' }]
  let ours = ''
  // An older one lands just before the first provisioning, and a newer one just after it.
  sets.during = (method) => {
    if (ours === 'landed') return
    if (ours !== '') {
      sets.change(set, { inline: ours })
      ours = 'landed'
    } else if (method === 'provision') {
      ours = sets.document(set)!.inline
      sets.change(set, { inline: foreign })
    }
  }
  await writer.kill(set, ask(ann))
  await writer.runFor(20 * second)
  expect([isKilled(ask(ann)), (await writer.kill(set, ask(ann))).state]).toEqual([false, 'pending'])
  await writer.runFor(minute)
  expect([isKilled(ask(ann)), (await writer.kill(set, ask(ann))).state]).toEqual([true, 'killed'])
})

test('where no role stands nothing is provisioned, so that no role comes of it', async () => {
  sets.unassign(set, prod)
  await writer.kill(set, ask(ann))
  await writer.runFor(2 * hour)
  expect(sets.roleOf(set, prod)).toBeNull()
  expect(sets.calls.map(({ method }) => method)).not.toContain('provision')
})

test('a role that is not listed yet is not taken for one that is gone', async () => {
  sets.unassign(set, prod)
  await writer.kill(set, ask(ann, { issuedBefore: began + 10 * second }))
  await writer.runFor(3 * second)
  sets.roles.set(`${set} ${prod}`, foreign)
  await writer.runFor(30 * second)
  expect(isKilled(ask(ann, { issuedBefore: began + 10 * second }))).toBe(true)
})

test('without room the answer is may_last, the document stays as it is, and who fits is killed', async () => {
  const big = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'x'.repeat(9_850), Resource: '*' }],
  })
  sets.change(set, { inline: big })
  await writer.kill(set, ask(ann))
  await writer.kill(set, ask('u'.repeat(300) as PrincipalId))
  await writer.runFor(20 * second)
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
  expect(await writer.kill(set, ask('u'.repeat(300) as PrincipalId))).toEqual({
    state: 'may_last',
    reason: 'There is no room left in the inline policy of the permission set',
  })
})

test('with room for one, who is killed stays so, and who comes later is told that there is none', async () => {
  const allow = { Effect: 'Allow', Action: 'x'.repeat(9_850), Resource: '*' }
  sets.change(set, { inline: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) })
  const later = ask(ben, { issuedBefore: began + minute })
  await writer.kill(set, ask(ann))
  await writer.runFor(20 * second)
  await writer.kill(set, later)
  await writer.runFor(20 * second)
  expect(await writer.kill(set, later)).toMatchObject({ state: 'may_last' })
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
  expect(isKilled(ask(ann))).toBe(true)
})

test('a document that is no JSON is left alone', async () => {
  sets.change(set, { inline: '{ "Statement": ' })
  await writer.kill(set, ask(ann))
  await writer.runFor(20 * second)
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'may_last' })
  expect(sets.document(set)!.inline).toBe('{ "Statement": ')
  expect(sets.calls.map(({ method }) => method)).not.toContain('putInline')
})

test('what AWS refuses is not killed, and what holds already stays', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(10 * second)
  sets.faults.putInline = [{ kind: 'refuse', reason: 'AccessDeniedException: no' }]
  await writer.kill(set, ask(ben))
  await writer.runFor(10 * second)
  expect(await writer.kill(set, ask(ben))).toEqual({
    state: 'may_last',
    reason: 'AccessDeniedException: no',
  })
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
  expect(isKilled(ask(ann))).toBe(true)
})

test('a set that is gone has no credentials left', async () => {
  sets.sets.delete(set)
  await writer.kill(set, ask(ann))
  await writer.runFor(10 * second)
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
})

test('a provisioning that fails is tried again, and killed is not said before', async () => {
  sets.faults.provision = [{ kind: 'failed' }, { kind: 'failed' }]
  await writer.kill(set, ask(ann))
  await writer.runFor(6 * second)
  expect(await writer.kill(set, ask(ann))).toEqual({ state: 'pending' })
  await writer.runFor(minute)
  expect(await writer.kill(set, ask(ann))).toMatchObject({ state: 'killed' })
  expect(isKilled(ask(ann))).toBe(true)
})

test.each(['putInline', 'provision'] as const)(
  'a %s that keeps failing is tried less and less often',
  async (what) => {
    const kind = what === 'provision' ? 'failed' : 'busy'
    sets.faults[what] = Array.from({ length: 1_000 }, () => ({ kind }) as const)
    await writer.kill(set, ask(ann))
    await writer.runFor(30 * minute)
    const tries = sets.calls.filter(({ method }) => method === what).length
    expect(tries).toBeGreaterThan(10)
    expect(tries).toBeLessThan(40)
  },
)

test('nothing is waited for between a read and the put that rests on it', async () => {
  const order: string[] = []
  sets.during = (method) => void order.push(method)
  writer.gate = {
    turn: () => {
      order.push('turn')
      return Promise.resolve({ lease: 'l' })
    },
  }
  await writer.kill(set, ask(ann))
  await writer.runFor(second)
  expect(order.slice(0, 4)).toEqual(['turn', 'inline', 'putInline', 'turn'])
})

test('nor where a look shows that others took ours out: what they write meanwhile stays (seed 7900242)', async () => {
  await writer.kill(set, ask(ann))
  await writer.runFor(minute)
  sets.change(set, { inline: foreign })
  let [hasRead, hasEdited] = [false, false]
  sets.during = (method) => void (hasRead ||= method === 'inline')
  writer.gate = {
    turn: () => {
      if (hasRead && !hasEdited) sets.change(set, { inline: foreign.replace('s3:Get*', 's3:List*') })
      hasEdited = hasRead
      return Promise.resolve({ lease: 'l' })
    },
  }
  await writer.runFor(6 * minute)
  expect(sets.document(set)!.inline).toContain('s3:List*')
  expect(isKilled(ask(ann))).toBe(true)
})

test('each call takes a turn; a silent gate holds up no kill', async () => {
  const kinds: string[] = []
  writer.gate = {
    turn: ({ kind, calls = 1 }) => {
      for (let call = 0; call < calls; call++) kinds.push(kind)
      return Promise.resolve({ lease: 'l' })
    },
  }
  await writer.kill(set, ask(ann))
  await writer.runFor(10 * second)
  expect(kinds).toHaveLength(sets.calls.length)
  expect(new Set(kinds)).toEqual(new Set(['remove']))
  writer.gate = { turn: () => Promise.reject(new Error('silent')) }
  await writer.kill(set, ask(ben))
  await writer.runFor(10 * second)
  expect(isKilled(ask(ben))).toBe(true)
})

test('a gate that says when is come back to then', async () => {
  const opens = began + 4_321
  writer.gate = {
    turn: () => Promise.resolve(now < opens ? { notBefore: opens } : { lease: 'l' }),
  }
  await writer.kill(set, ask(ann))
  await writer.runFor(20 * second)
  expect(sets.calls[0]!.at).toBe(opens)
  expect(isKilled(ask(ann))).toBe(true)
})

test('a kill whose time is over before it is asked for is not begun', async () => {
  expect(await writer.kill(set, ask(ann, { until: began }))).toMatchObject({ state: 'may_last' })
  expect(writer.notes).toEqual(noNotes)
})
