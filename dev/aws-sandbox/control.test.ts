import { ListAccountAssignmentsCommand, ListInstancesCommand } from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { account, InstanceArn, organisation, owner, setArn, trySandbox, viewer } from './try-sandbox.ts'

const item = { accountId: account, principalId: owner, permissionSetArn: setArn('PowerUser') }

test('a new sandbox holds the organisation’s standing access', async () => {
  const { control } = await trySandbox()
  expect(await control('GET', 'assignments')).toEqual([
    { accountId: '444455556666', principalId: viewer, permissionSetArn: setArn('ViewOnly') },
    {
      accountId: '666677778888',
      principalId: organisation.groups[1]?.id,
      permissionSetArn: setArn('ReadOnly'),
    },
  ])
})

test('standing access that is placed is answered 201 and listed at once, once', async () => {
  const { url, sdk, control } = await trySandbox()
  const place = () => fetch(`${url}/_sandbox/assignments`, { method: 'POST', body: JSON.stringify(item) })
  const answer = await place()
  expect([answer.status, await answer.json()]).toEqual([201, item])
  await place()
  expect(await control('GET', 'assignments')).toHaveLength(3)
  const ask = { InstanceArn, AccountId: account, PermissionSetArn: item.permissionSetArn }
  const { AccountAssignments } = await sdk.send(new ListAccountAssignmentsCommand(ask))
  expect(AccountAssignments).toMatchObject([{ PrincipalId: owner, PrincipalType: 'USER' }])
})

test('standing access of a group is listed as the group’s', async () => {
  const { sdk, control } = await trySandbox()
  const principalId = organisation.groups[0]?.id
  await control('POST', 'assignments', { ...item, principalId })
  const ask = { InstanceArn, AccountId: account, PermissionSetArn: item.permissionSetArn }
  const { AccountAssignments } = await sdk.send(new ListAccountAssignmentsCommand(ask))
  expect(AccountAssignments).toMatchObject([{ PrincipalId: principalId, PrincipalType: 'GROUP' }])
})

test('standing access that names nobody, no account or no set is refused and says so', async () => {
  const { control } = await trySandbox()
  const wrong = [
    {},
    { ...item, principalId: 'nobody' },
    { ...item, accountId: '999999999999' },
    { ...item, permissionSetArn: `${item.permissionSetArn.slice(0, -4)}ffff` },
    { ...item, principalId: '90678a1b-1111-4c2d-8e3f-00000000ffff' },
  ]
  for (const body of wrong)
    expect(await control('POST', 'assignments', body)).toMatchObject({ error: expect.any(String) })
  expect(await control('GET', 'assignments')).toHaveLength(2)
})

test('calls are counted by operation until they are forgotten; the control side is not counted', async () => {
  const { sdk, call, control } = await trySandbox()
  await sdk.send(new ListInstancesCommand())
  await sdk.send(new ListInstancesCommand())
  await call('organizations', 'ListRoots')
  expect(await control('GET', 'calls')).toEqual({ total: 3, byOperation: { ListInstances: 2, ListRoots: 1 } })
  await control('DELETE', 'calls')
  expect(await control('GET', 'calls')).toEqual({ total: 0, byOperation: {} })
})

test('health is told, and what there is no control for is 404', async () => {
  const { url, control } = await trySandbox()
  expect(await control('GET', 'health')).toEqual({ status: 'ok' })
  expect((await fetch(`${url}/_sandbox/nothing`)).status).toBe(404)
  expect((await fetch(`${url}/_sandbox/faults`, { method: 'POST', body: '{' })).status).toBe(400)
})

test('a fault is answered 201 with its id', async () => {
  const { url } = await trySandbox()
  const body = JSON.stringify({ operation: '*', kind: 'delay', ms: 1 })
  const answer = await fetch(`${url}/_sandbox/faults`, { method: 'POST', body })
  expect([answer.status, await answer.json()]).toEqual([201, { id: expect.any(String) }])
})
