import '../test-browser.ts'
import { describe, expect, test } from 'vitest'
import type { Request } from '../../schema/contract/requests.ts'
import type { Seen } from '../lib/storage.ts'
import { iso, owner, sampleRequest, sampleSeen, sampleSession, storyNow } from '../test-samples.ts'
import { type Reminder, toTell } from './to-tell.ts'

const minute = 60_000
const other = { id: 'other', name: 'Somebody Else' }
const decided = (decision: 'approve' | 'reject', minutes = -1) => ({
  by: other,
  decision,
  comment: 'The justification was good',
  at: iso(minutes),
})
const yes = decided('approve')
const no = decided('reject')
const taken = { by: other, reason: 'No ticket', at: iso(-1) }
const given = { by: { id: owner.id, name: owner.name }, reason: null, at: iso(-1) }

/** What is told of `after`, where a look so many minutes ago had `before`. */
function told(before: Partial<Seen>, after: Partial<Seen>, { ago = 1, reminders = [] as Reminder[] } = {}) {
  const at = storyNow - ago * minute
  const first = toTell({ seen: sampleSeen({ ...before, at }), told: null, now: at })
  const next = toTell({ seen: sampleSeen(after), told: first.told, reminders, now: storyNow })
  const again = toTell({ seen: sampleSeen(after), told: next.told, reminders, now: storyNow + 500 })
  expect(again.notices.map(({ kind }) => kind)).toEqual([])
  return next.notices.map(({ kind, requestId }) => `${kind} ${requestId}`)
}

const waits = sampleRequest()
const becomes = (part: Partial<Request>) =>
  told({ mine: [waits] }, { mine: [{ ...waits, version: 2, ...part }] })
const runs = sampleSession(-1, 59)
const long = (minutesLeft: number) => sampleSession(-60, minutesLeft)
const setsUp = sampleSession(-1, 59, { status: 'provisioning' })
const neverGiven: Request = {
  ...setsUp,
  status: 'ending',
  session: { ...long(-0.5).session!, activeAt: null },
}

test.each<[string, Partial<Request>, readonly string[]]>([
  ['nothing happened', {}, []],
  ['the first of two said yes', { status: 'pending_admin', decision: yes }, ['halfway r1']],
  ['it was approved', { status: 'approved', decision: yes }, ['approved r1']],
  ['both approved it', { status: 'admin_approved', decision: yes }, ['approved r1']],
  ['it is to start later', { status: 'scheduled', decision: yes }, ['approved r1']],
  ['AWS is asked', { status: 'provisioning', decision: yes }, ['approved r1']],
  ['a rule granted it as it was sent', { status: 'provisioning', rule: 'Production' }, []],
  ['AWS gave it', { status: 'active', decision: yes, session: runs.session }, ['granted r1']],
  ['it was rejected', { status: 'rejected', decision: no }, ['rejected r1']],
  ['an owner rejected it', { status: 'owner_rejected', decision: no }, ['rejected r1']],
  ['an Admin rejected it', { status: 'admin_rejected', decision: no }, ['rejected r1']],
  ['nobody decided', { status: 'lapsed', windowEndsAt: iso(-0.5) }, ['lapsed r1']],
  ['AWS refused', { status: 'failed', failure: 'No such user' }, ['failed r1']],
  ['it was revoked before it began', { status: 'revoked', ending: taken }, ['revoked r1']],
  ['the person withdrew it', { status: 'withdrawn' }, []],
])('of one’s own request: %s', (_, part, kinds) => {
  expect(becomes(part)).toEqual(kinds)
})

test.each<[string, Request, Request, readonly string[]]>([
  ['revoked, AWS is removing it', runs, { ...runs, status: 'ending', ending: taken }, ['revoked s1']],
  ['revoked', runs, { ...runs, status: 'revoked', ending: taken }, ['revoked s1']],
  ['ended by the person', runs, { ...runs, status: 'ending', ending: given }, []],
  ['given back', runs, { ...runs, status: 'released', ending: given }, []],
  ['revoked by the person', runs, { ...runs, status: 'revoked', ending: given }, []],
  ['10 min and a second left', long(10 + 1 / 60), long(10 + 1 / 60), []],
  ['10 min left', long(10), long(10), ['ends_soon s1']],
  ['a minute left of what was to go on', long(59), long(1), ['ends_soon s1']],
  ['given for less than 10 min', setsUp, sampleSession(-3, 6), ['granted s1']],
  ['over before it was seen', setsUp, long(-0.5), ['ended s1']],
  ['over before AWS gave it', setsUp, neverGiven, []],
  ['ended by the person at the last moment', runs, { ...long(-0.5), status: 'ending', ending: given }, []],
  ['over', long(0), long(0), ['ended s1']],
  ['over, AWS is removing it', runs, sampleSession(-60, -1, { status: 'ending' }), ['ended s1']],
  ['over, and gone', runs, sampleSession(-60, -1, { status: 'expired' }), ['ended s1']],
  ['over after somebody ended it', runs, sampleSession(-60, -1, { status: 'revoked', ending: given }), []],
])('of one’s own session: %s', (_, before, after, kinds) => {
  const [was, is] = [before, { ...after, version: 2 }]
  expect(told({ sessions: [was] }, { sessions: [is] }, { ago: 2 })).toEqual(kinds)
  expect(told({ mine: [was] }, { mine: [is], sessions: [was] }, { ago: 2 })).toEqual(kinds)
})

test('no end is told where the same access goes on', () => {
  const [soon, over] = [long(9), long(-1)]
  const next = sampleSession(-5, 60, { id: 's2', extends: 's1' })
  const kinds = (sessions: readonly Request[]) =>
    told({ sessions: [next, { ...soon, session: long(30).session }] }, { sessions })
  expect(kinds([soon, next])).toEqual([])
  expect(kinds([over, next])).toEqual([])
  const custom = { permissionSetArn: null }
  expect(
    kinds([
      { ...soon, ...custom },
      { ...next, ...custom },
    ]),
  ).toEqual([])
  expect(kinds([soon, { ...next, extends: null }])).toEqual([])
  expect(kinds([soon, { ...next, extends: null, accountId: '444455556666' }])).toEqual(['ends_soon s1'])
  expect(kinds([soon, { ...next, status: 'released', ending: given }])).toEqual(['ends_soon s1'])
})

describe('what happened while nobody looked', () => {
  const rejected = (minutes: number) =>
    sampleRequest({ version: 2, status: 'rejected', decision: decided('reject', minutes) })

  test.each([
    [6, ['rejected r1']],
    [7, []],
  ])('%i minutes ago, after a night', (ago, kinds) => {
    expect(told({ mine: [waits] }, { mine: [rejected(-ago)] }, { ago: 600 })).toEqual(kinds)
  })

  test('is told by what is so now, not by each step', () => {
    const active = sampleSession(-1, 59, { id: 'r1', version: 4, decision: yes })
    expect(told({ mine: [waits] }, { mine: [active] }, { ago: 3 })).toEqual(['granted r1'])
  })

  test('is told though this clock is hours wrong, unless only a clock could tell', () => {
    expect(told({ mine: [waits] }, { mine: [rejected(-180)] }, { ago: 5 })).toEqual(['rejected r1'])
    const expired = sampleSession(-240, -180, { status: 'expired' })
    expect(told({}, { mine: [expired] }, { ago: 5 })).toEqual([])
  })

  test('is told to nobody who was not here before: what is there is where they begin', () => {
    const seen = sampleSeen({ mine: [rejected(-1)], sessions: [sampleSession(-50, 9)] })
    expect(toTell({ seen, told: null, now: storyNow }).notices).toEqual([])
    const former = toTell({ seen: sampleSeen(), told: null, now: storyNow - minute }).told
    expect(toTell({ seen, told: { ...former, by: 'former' }, now: storyNow }).notices).toEqual([])
  })
})

test('a second failure is another fact, and what moved beside it is none', () => {
  const failed = sampleRequest({ status: 'failed', version: 4 })
  expect(told({ mine: [failed] }, { mine: [{ ...failed, retryUntil: iso(5) }] })).toEqual([])
  expect(told({ mine: [failed] }, { mine: [{ ...failed, version: 6 }] })).toEqual(['failed r1'])
  const active = { ...runs, decision: yes }
  expect(told({ mine: [active] }, { mine: [{ ...active, version: 9 }] })).toEqual([])
})

describe('to who decides', () => {
  const urgent = sampleRequest({ id: 'u1', urgent: true, openedAt: iso(-1), requester: other })

  test('a new urgent request, and no other', () => {
    expect(told({}, { toDecide: [urgent, sampleRequest()] })).toEqual(['urgent u1'])
    expect(told({}, { toDecide: [{ ...urgent, windowEndsAt: iso(-1) }] })).toEqual([])
  })

  test('an urgent one that left the list for a while is not new', () => {
    const look = (toDecide: readonly Request[], before: Parameters<typeof toTell>[0]['told']) =>
      toTell({ seen: sampleSeen({ toDecide }), told: before, now: storyNow })
    const first = look([urgent], look([], null).told)
    expect(first.notices).toHaveLength(1)
    expect(look([urgent], look([], first.told).told).notices).toEqual([])
  })

  test('a reminder, once for its instant, also of what is not among the first', () => {
    const reminders = [{ requestId: 'u1', at: storyNow }]
    const toDecide = [{ ...urgent, urgent: false }]
    expect(told({ toDecide }, { toDecide }, { reminders })).toEqual(['reminder u1'])
    expect(told({}, {}, { reminders })).toEqual(['reminder u1'])
    const first = toTell({ seen: sampleSeen(), told: null, reminders, now: storyNow })
    const next = { seen: sampleSeen(), told: first.told, now: storyNow }
    const later = [{ requestId: 'u1', at: storyNow + minute }]
    expect(toTell({ ...next, reminders: later }).notices).toHaveLength(1)
    const late = [{ requestId: 'u1', at: storyNow - 60 * minute }]
    expect(told({}, {}, { reminders: late, ago: 600 })).toEqual(['reminder u1'])
  })

  test('none of what was decided meanwhile', () => {
    const reminders = [{ requestId: 'u1', at: storyNow }]
    expect(told({}, { toDecide: [{ ...urgent, windowEndsAt: iso(-1) }] }, { reminders })).toEqual([])
  })
})

test('what was told is kept for as long as anything waits, and no longer', () => {
  const old = {
    by: owner.id,
    seenAt: storyNow,
    keys: { old: storyNow - 14 * 24 * 60 * minute, young: storyNow - minute },
  }
  expect(Object.keys(toTell({ seen: sampleSeen(), told: old, now: storyNow }).told.keys)).toEqual(['young'])
})
