import { expect, test } from 'vitest'
import { running } from '../../lib/console-fixtures/requests.ts'
import { pick } from './pick.ts'

const minute = 60_000
const soon = running(5 * minute, { id: 'soon', permissionSetName: 'PowerUser' })
const late = running(50 * minute, { id: 'late' })

test('the session of the role the page has is the one whose time counts', () => {
  expect(pick([soon, late], { permissionSet: 'DatabaseOperator' }, 0)?.id).toBe('late')
})

test('a role that no session gave: the session that ends first', () => {
  expect(pick([late, soon], { permissionSet: 'ReadOnly' }, 0)?.id).toBe('soon')
  expect(pick([late, soon], { permissionSet: null }, 0)?.id).toBe('soon')
})

test('what AWS has not confirmed, and what is over, has no clock', () => {
  expect(pick([running(5 * minute, { status: 'provisioning' })], { permissionSet: null }, 0)).toBeNull()
  expect(pick([soon], { permissionSet: null }, 5 * minute)).toBeNull()
})
