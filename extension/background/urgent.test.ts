import '../test-browser.ts'
import { expect, test } from 'vitest'
import { ticketMissing, withTicket } from './urgent.ts'

const asked = { accountId: '111122223333', durationSeconds: 3600, justification: 'Orders DB hangs. INC-4412' }

test('an urgent request takes the ticket its reason names; without one it is not sent', () => {
  expect(withTicket({ ...asked, urgent: true })).toMatchObject({ ticket: 'INC-4412' })
  expect(
    withTicket({ ...asked, urgent: true, justification: 'It burns, and nobody has a ticket' }),
  ).toBeNull()
  expect(ticketMissing()).toMatchObject({ row: 'why', detail: expect.stringContaining('like INC-4412') })
})

test('one that is not urgent, or names its ticket, stays as it is', () => {
  expect(withTicket(asked)).toBe(asked)
  const named = { ...asked, urgent: true, ticket: 'https://tickets.example.com/1' }
  expect(withTicket(named)).toBe(named)
})
