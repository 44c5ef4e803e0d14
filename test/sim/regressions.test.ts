import { beforeEach, expect, test } from 'vitest'
import { end as endIn } from '../../worker/engine/end.ts'
import { accessOf, noNotes, type Notes } from '../../worker/engine/notes.ts'
import { zombieMs } from '../../worker/engine/pace.ts'
import type { SessionId } from '../../worker/engine/ports.ts'
import { noteIntent, noteStarted } from '../../worker/engine/settle.ts'
import { tendClone } from '../../worker/engine/writer/clone.ts'
import { newDocument, noNotes as noSets, type Clone } from '../../worker/engine/writer/notes.ts'
import type { SetArn, SetDocument } from '../../worker/engine/writer/ports.ts'
import { noteInline } from '../../worker/engine/writer/settle-document.ts'
import { noteCopyIntent } from '../../worker/engine/writer/settle-sets.ts'
import { sealing, textOf } from '../../worker/engine/writer/statements.ts'
import { sweep, type SweepParts } from '../../worker/sweep.ts'
import { ann, ben, key, minute, second, World } from '../engine/world.ts'

/*
 * What the simulator found, each with the seed that showed it first. A seed means another world once the workload
 * changes, so the cause itself is staged here. docs/RELIABILITY.md tells the stories.
 */
let world: World

beforeEach(async () => {
  world = await World.open()
})

test('seed 80: a retry after an end that overtook the start is a new intent', async () => {
  world.aws.down = true
  const { id } = await world.approve(ann, { seconds: 30 })
  await world.runFor(2 * minute)
  expect((await world.row(id)).status).toBe('failed')

  world.aws.down = false
  await world.retry(id)
  await world.runFor(20 * second)
  expect((await world.row(id)).status).toBe('active')
})

test('seed 81: what is over is due at no time, once its keeper heard it', async () => {
  const { id } = await world.approve(ann, { startsIn: 10 * minute, tell: false })
  await world.revoke(id, { tell: false })
  await tellEnds()
  expect(await world.row(id)).toMatchObject({ status: 'revoked', dueAt: null })
})

test('seed 639239: an older copy forgot that it runs, and its keeper did not hear that it was taken back', async () => {
  const { id } = await world.approve(ann)
  await world.runFor(20 * second)
  await world.client.execute({
    sql: "update requests set status = 'approved', version = version + 1, owned = null where id = ?",
    args: [id],
  })
  await world.revoke(id, { tell: false })
  await tellEnds()
  await world.runFor(20 * second)
  expect(world.aws.holds(key, ann)).toBe(false)
})

/** The sweep, of which these worlds need only what it tells the keepers. */
async function tellEnds(): Promise<void> {
  const end: SweepParts['end'] = async (_, ends) => {
    for (const { id, ...word } of ends) world.tell(key, (notes) => endIn(notes, id as SessionId, word))
  }
  const parts = { db: world.client, now: () => world.now, newId: () => 's', notify: () => {} }
  await sweep({ ...parts, poke: async () => {}, end })
}

test('seed 115: an approval that a restored database brings back does not rest for ever', async () => {
  world.aws.down = true
  const { id } = await world.approve(ann, { seconds: 30 })
  await world.runFor(2 * minute)
  await world.retry(id)
  await world.runFor(2 * minute)
  expect((await world.row(id)).status).toBe('expired')
  await world.client.execute({
    sql: "update requests set status = 'approved', version = version + 1, live = 1, owned = null where id = ?",
    args: [id],
  })
  world.tell(key, (notes) => notes)
  await world.runFor(minute)
  expect((await world.row(id)).live).toBe(0)
})

test('seed 145: a Create that AWS settles minutes after its session is over goes at once', async () => {
  world.aws.operationMs = 8 * minute
  const { id, startsAt } = await world.approve(ann)
  await world.runFor(10 * second)
  await world.revoke(id)
  await world.runFor(80 * second)
  // The look for somebody else shows that it is not there: not yet.
  await world.approve(ben)
  await world.runFor(6 * minute)
  world.aws.operationMs = 2 * second
  await world.runFor(4 * minute)
  expect(world.aws.heldAt(startsAt + 8 * minute + 2 * second, key, ann)).toBe(true)
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('seed 3110: so does one whose answer was lost', async () => {
  world.aws.operationMs = 8 * minute
  world.aws.fail('create', { kind: 'lost' })
  const { id } = await world.approve(ann)
  await world.runFor(40 * second)
  await world.revoke(id)
  await world.runFor(7 * minute)
  world.aws.operationMs = 2 * second
  await world.runFor(5 * minute)
  expect((await world.row(id)).status).toBe('revoked')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('seed 20281: absence seen before a stray Create landed is no evidence of an end after it', async () => {
  const throttled = Array.from({ length: 20 }, () => ({ kind: 'throttle' }) as const)
  world.aws.fail('create', { kind: 'late', ms: 20 * second }, ...throttled)
  const { id } = await world.approve(ann)
  await world.runFor(25 * second)
  expect(world.aws.holds(key, ann)).toBe(true)
  await world.revoke(id)
  await world.runFor(minute)
  const { endedAt } = await world.row(id)
  expect(world.aws.heldAt(endedAt!, key, ann)).toBe(false)
})

test('seed 101199: nobody is active on access that AWS is still taking away', async () => {
  await world.approve(ann, { seconds: 30 })
  await world.runFor(20 * second)
  world.aws.operationMs = 100 * second
  await world.runFor(90 * second)
  const { id } = await world.approve(ann)
  world.aws.operationMs = 2 * second
  await world.runFor(minute)
  expect((await world.row(id)).status).toBe('active')
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('seed 800427: a Create on its way when the gate falls silent holds up no end', async () => {
  world.aws.operationMs = 10 * second
  const { id } = await world.approve(ann, { seconds: 60 })
  await world.runFor(5 * second)
  world.gateIsSilent = true
  await world.runFor(2 * minute)
  expect((await world.row(id)).status).toBe('expired')
  expect(world.aws.holds(key, ann)).toBe(false)
})

test('seed 61: nobody is active on access that a Delete without an answer is about to take', async () => {
  const { id: before } = await world.approve(ann)
  await world.runFor(20 * second)
  world.aws.fail('remove', { kind: 'late', ms: 13 * second })
  world.aws.operationMs = 40 * second
  await world.revoke(before)
  await world.runFor(200)
  const { id } = await world.approve(ann)
  await world.runFor(20 * second)
  world.aws.operationMs = 2 * second
  await world.runFor(3 * minute)
  expect((await world.row(id)).status).toBe('active')
  expect(world.aws.holds(key, ann)).toBe(true)
})

test('seed 2529: a Delete without an answer does not hide a Create without one', () => {
  const moment = { now: 1_000, jitter: 0 }
  const unanswered = (['create', 'delete'] as const).reduce<Notes>((notes, kind) => {
    const sent = noteIntent(notes, ann, { kind, lease: null, sentAt: moment.now })
    return noteStarted(sent, ann, null, moment)
  }, noNotes)
  expect(accessOf(unanswered, ann).lost).toEqual({
    create: { at: 1_000, id: null, lease: null },
    delete: { at: 1_000, id: null, lease: null },
  })
})

test('seed 548898: a later seal is said once no earlier one can arrive behind it', () => {
  const [until, lastSealed, lostUntil] = [500_000, 300_000, 60_000]
  const clone = {
    until,
    principal: ann,
    lastSealed,
    sealedUntil: lastSealed,
    made: true,
    refused: null,
  } as Clone
  const document = {
    ...newDocument('arn:clone' as SetArn),
    put: textOf(sealing({ until, principal: ann })),
    lostUntil,
  }
  const shown = JSON.stringify({ Version: '2012-10-17', Statement: sealing({ until, principal: ann }) })
  const read = (begunAt: number) =>
    noteInline({ ...noSets, clone, document }, shown, { now: begunAt + 900, begunAt, jitter: 0 })
  expect(read(lostUntil).clone?.sealedUntil).toBe(lastSealed)
  expect(read(lostUntil + 1).clone?.sealedUntil).toBe(until)
})

test('seed 548898: so may a put whose sender died, though the same was sent again since', () => {
  const clone = { arn: 'arn:clone', strays: { same: 40_000 } } as unknown as Clone
  const sent = noteCopyIntent(
    { ...noSets, clone },
    'arn:clone' as SetArn,
    { inline: 'same' },
    { now: 30_000, jitter: 0 },
  )
  expect(sent.clone).toMatchObject({ strays: { same: 30_000 + zombieMs }, lostUntil: 40_000 })
})

test('seed 621346: a copy is made on a read that began after the last put with an earlier seal could land', () => {
  const [until, strayUntil] = [500_000, 46_160]
  const [base, arn] = ['arn:base', 'arn:clone'] as SetArn[]
  const sealed = textOf({ Version: '2012-10-17', Statement: sealing({ until, principal: ann }) })
  const same = { name: 'Ops', managed: [], customer: [], boundary: null, policyHash: 'h' }
  const ofBase = { ...same, arn: base, inline: '' } as unknown as SetDocument
  const document = { ...ofBase, arn, inline: sealed } as SetDocument
  const tended = (begunAt: number) => {
    const clone = {
      base,
      baseHash: 'h',
      arn,
      until,
      principal: ann,
      refused: null,
      notBefore: 0,
      strays: { '{}': strayUntil },
    }
    const seen = { base: ofBase, clone: { document, readAt: begunAt + 900, begunAt } }
    return tendClone({ ...noSets, clone: { ...clone, seen } as unknown as Clone }, strayUntil + 400)
  }
  expect(tended(strayUntil - 1).next).toEqual([{ do: 'read', set: arn, as: 'clone' }])
  expect(tended(strayUntil + 1).notes.clone).toMatchObject({ made: true, sealedUntil: until })
})
