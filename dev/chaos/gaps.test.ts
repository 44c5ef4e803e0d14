import { describe, expect, test } from 'vitest'
import { gapOf, type Standing } from './gaps.ts'

const standing = (fields: Partial<Standing>): Standing => ({
  status: 'provisioning',
  isDecisionSent: true,
  endsAt: 1_000,
  creates: [{ createdAt: 100, dueAt: 200 }],
  deletes: [],
  ...fields,
})
const undone = [{ createdAt: 1_010, dueAt: 1_500 }]

describe('a gap is named after the step it follows', () => {
  test.each([
    ['a request nobody decides yet is in none', { status: 'pending', isDecisionSent: false }, 50, null],
    ['a decision that is under way', { status: 'pending' }, 50, 'decide'],
    ['approved, no intent recorded', { status: 'approved', creates: [] }, 50, 'decide'],
    ['an intent, no Create', { creates: [] }, 50, 'intent'],
    ['a Create AWS has not done', {}, 199, 'create'],
    ['a Create AWS has done, whatever the ledger says', {}, 200, 'active'],
    ['the end has come', { status: 'active' }, 1_000, 'end'],
    ['a Delete AWS has not done', { status: 'ending', deletes: undone }, 1_499, 'delete'],
    ['a Delete AWS has done', { status: 'ending', deletes: undone }, 1_500, 'final'],
    [
      'a Delete from before this end counts for nothing',
      { deletes: [{ createdAt: 50, dueAt: 60 }] },
      1_500,
      'end',
    ],
    ['an end without access is in none', { creates: [] }, 1_500, null],
    ['the last word was said', { status: 'expired', deletes: undone }, 1_600, null],
  ])('%s', (_, fields, now, gap) => {
    expect(gapOf(standing(fields), now)).toBe(gap)
  })
})
