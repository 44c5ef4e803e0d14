import { expect, test } from 'vitest'
import { draftOf, ruleOf } from './rule-draft.ts'

test('a rule that is opened and not changed is saved as it was, with days that end at midnight', () => {
  const days = ['mon' as const]
  const rule = {
    name: 'Mondays',
    effect: 'deny' as const,
    who: [],
    where: [],
    sets: [],
    times: {
      zone: 'UTC',
      weekly: [
        { days, from: '00:00', to: '24:00' },
        { days, from: '22:00', to: '06:00' },
      ],
    },
  }
  expect(ruleOf(draftOf(rule, 'Europe/Berlin'))).toEqual(rule)
})
