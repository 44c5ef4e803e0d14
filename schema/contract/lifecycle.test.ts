import { describe, expect, test } from 'vitest'
import {
  arrive,
  explain,
  label,
  lifecycle,
  mayHoldAccess,
  next,
  passing,
  running,
  settled,
  statuses,
  waiting,
  wordsOfAws,
  type Explainable,
  type LifecycleEvent,
  type Status,
} from './lifecycle.ts'

const moves = statuses.flatMap((from) =>
  Object.entries(lifecycle[from]).map(
    ([event, to]) => [from, event as LifecycleEvent, to as Status] as const,
  ),
)

function reachableFrom(...starts: Status[]): Set<Status> {
  const found = new Set<Status>(starts)
  for (const status of found) for (const to of Object.values(lifecycle[status])) found.add(to as Status)
  return found
}

test('every status is reached by a standard or a custom request', () => {
  expect(reachableFrom('pending', 'pending_owner')).toEqual(new Set(statuses))
})

test('a standard request never waits for a second level', () => {
  const standard = reachableFrom('pending')
  expect([...standard].filter((status) => /owner|admin/.test(status))).toEqual([])
})

test.each(moves)(
  '%s: what may hold access leaves that group by a word of AWS alone (%s)',
  (from, event, to) => {
    if (mayHoldAccess.has(from) && !mayHoldAccess.has(to)) expect(wordsOfAws).toContain(event)
  },
)

test('active is said by AWS alone, of what it created or of what it has already', () => {
  expect(moves.filter(([, , to]) => to === 'active')).toEqual([
    ['approved', 'adopt', 'active'],
    ['provisioning', 'activate', 'active'],
  ])
})

test('a session that may hold access always passes through ending before it is over', () => {
  const over = moves.filter(([from, , to]) => mayHoldAccess.has(from) && settled.has(to))
  expect(new Set(over.map(([from]) => from))).toEqual(new Set(['ending', 'provisioning']))
  expect(over.filter(([from]) => from === 'provisioning').map(([, event]) => event)).toEqual(['fail'])
})

test('revoke is legal in every status from approval to the end', () => {
  for (const status of running) if (status !== 'ending') expect(next(status, 'revoke')).not.toBeNull()
})

test('what is over stays over; only a failed grant may be retried', () => {
  expect(moves.filter(([from]) => settled.has(from))).toEqual([['failed', 'retry', 'provisioning']])
})

test('an event that means nothing in a status leads nowhere', () => {
  expect(next('rejected', 'approve')).toBeNull()
  expect(next('active', 'approve')).toBeNull()
  expect(arrive('expired', 'activate')).toBeNull()
})

test('the first of two approvals passes through Owner Approved and rests in Pending Admin', () => {
  expect(arrive('pending_owner', 'approve')).toEqual({ status: 'pending_admin', through: 'owner_approved' })
  expect(arrive('pending', 'approve')).toEqual({ status: 'approved' })
})

test('every status is waiting, running, settled or passed through', () => {
  for (const status of statuses) {
    const homes = [waiting.has(status), running.has(status), settled.has(status), status === 'owner_approved']
    expect([status, homes.filter(Boolean).length]).toEqual([status, 1])
  }
  expect([...passing].every((status) => status.endsWith('approved'))).toBe(true)
})

describe('words', () => {
  test('green is said of a session AWS has confirmed and of nothing else', () => {
    expect(statuses.filter((status) => label(status).tone === 'success')).toEqual(['active'])
  })

  const said: Explainable = {
    status: 'pending',
    accountName: 'prod-web',
    deciders: 3,
    windowEndsAt: '2026-11-24T02:14:00.000Z',
    retryUntil: null,
    failure: null,
    requester: { name: 'Viewer One' },
    decision: null,
    ending: null,
    session: null,
  }
  const now = Date.parse('2026-11-23T03:20:00Z')

  test('every status has a sentence of its own', () => {
    for (const status of statuses)
      expect(explain({ ...said, status }, now).key).toMatch(`status_${status}_says`)
  })

  test('a removal AWS has not confirmed for five minutes is told with its minutes', () => {
    const session = { startsAt: '2026-11-23T02:14:00Z', endsAt: '2026-11-23T03:14:00Z', endedAt: null }
    expect(explain({ ...said, status: 'ending', session }, now)).toEqual({
      key: 'status_ending_says_overdue',
      params: { minutes: '6' },
    })
    expect(explain({ ...said, status: 'ending', session }, now - 2 * 60_000).key).toBe('status_ending_says')
  })

  test('a failure says what AWS said, and until when it may be tried again', () => {
    const failed = { ...said, status: 'failed', failure: 'role quota reached' } as const
    expect(explain(failed, now).params).toEqual({ reason: 'role quota reached' })
    expect(explain({ ...failed, retryUntil: '2026-11-24T02:00:00Z' }, now).key).toBe(
      'status_failed_says_retry',
    )
    expect(explain({ ...failed, failure: 'set-changed' }, now).key).toBe('status_failed_says_changed')
  })
})
