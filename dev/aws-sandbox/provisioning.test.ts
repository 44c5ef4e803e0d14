import {
  AttachManagedPolicyToPermissionSetCommand,
  ConflictException,
  DescribePermissionSetProvisioningStatusCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetProvisioningStatusCommand,
  type ProvisioningStatus,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  ValidationException,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { account, InstanceArn, otherAccount, setArn, trySandbox, viewer } from './try-sandbox.ts'

const set = { InstanceArn, PermissionSetArn: setArn('DatabaseAdmin') }
const policy = (Action: string) => JSON.stringify({ Statement: { Effect: 'Allow', Action, Resource: '*' } })
const put = (action: string) =>
  new PutInlinePolicyToPermissionSetCommand({ ...set, InlinePolicy: policy(action) })
const everywhere = new ProvisionPermissionSetCommand({ ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' })
const inOne = new ProvisionPermissionSetCommand({ ...set, TargetType: 'AWS_ACCOUNT', TargetId: account })
const attempt = {
  accountId: account,
  principalId: viewer,
  permissionSetArn: set.PermissionSetArn,
  action: 's3:GetObject',
  resource: '*',
}

/** The viewer holds the set in two accounts. */
async function assigned() {
  const sandbox = await trySandbox()
  for (const accountId of [account, otherAccount])
    await sandbox.control('POST', 'assignments', { ...attempt, accountId })
  const accounts = async (ProvisioningStatus: ProvisioningStatus) => {
    const ask = new ListAccountsForProvisionedPermissionSetCommand({ ...set, ProvisioningStatus })
    return (await sandbox.sdk.send(ask)).AccountIds
  }
  return { ...sandbox, accounts }
}

test('a policy put into an assigned set reaches a role only when the set is provisioned', async () => {
  const { sdk, clock, control } = await assigned()
  await sdk.send(put('s3:*'))
  expect(await control('POST', 'access', attempt)).toMatchObject({ allowed: false })
  const { PermissionSetProvisioningStatus: started } = await sdk.send(inOne)
  expect(started).toMatchObject({ Status: 'IN_PROGRESS', AccountId: account })
  clock.pass(1_000)
  const describe = new DescribePermissionSetProvisioningStatusCommand({
    InstanceArn,
    ProvisionPermissionSetRequestId: started?.RequestId,
  })
  expect((await sdk.send(describe)).PermissionSetProvisioningStatus?.Status).toBe('SUCCEEDED')
  expect(await control('POST', 'access', attempt)).toMatchObject({ allowed: true })
  expect(await control('POST', 'access', { ...attempt, accountId: otherAccount })).toMatchObject({
    allowed: false,
  })
})

test('the lists tell the accounts that lag behind from those that do not', async () => {
  const { sdk, clock, accounts } = await assigned()
  await sdk.send(put('s3:*'))
  await sdk.send(inOne)
  clock.pass(1_000)
  expect(await accounts('LATEST_PERMISSION_SET_PROVISIONED')).toEqual([account])
  expect(await accounts('LATEST_PERMISSION_SET_NOT_PROVISIONED')).toEqual([otherAccount])
})

test('everywhere means every account that has the role', async () => {
  const { sdk, clock, accounts } = await assigned()
  await sdk.send(put('s3:*'))
  await sdk.send(everywhere)
  clock.pass(1_000)
  expect(await accounts('LATEST_PERMISSION_SET_PROVISIONED')).toEqual([account, otherAccount])
})

test('a role gets what the set held when the provisioning was accepted, not what was put meanwhile', async () => {
  const { sdk, clock, control, accounts } = await assigned()
  await sdk.send(put('s3:*'))
  await sdk.send(everywhere)
  await sdk.send(put('ec2:*'))
  clock.pass(1_000)
  expect(await control('POST', 'access', attempt)).toMatchObject({ allowed: true })
  expect(await accounts('LATEST_PERMISSION_SET_NOT_PROVISIONED')).toEqual([account, otherAccount])
})

test('provisioning the same set in the same account twice at once is a Conflict', async () => {
  const { sdk } = await assigned()
  await sdk.send(inOne)
  await expect(sdk.send(everywhere)).rejects.toThrow(ConflictException)
})

test('one account must be named', async () => {
  const { sdk } = await assigned()
  const ask = new ProvisionPermissionSetCommand({ ...set, TargetType: 'AWS_ACCOUNT' })
  await expect(sdk.send(ask)).rejects.toThrow(ValidationException)
})

test('a set with more than ten policies is accepted, and provisioning it fails', async () => {
  const { sdk, clock } = await assigned()
  for (let name = 1; name <= 10; name += 1) {
    const ManagedPolicyArn = `arn:aws:iam::aws:policy/Policy${name}`
    await sdk.send(new AttachManagedPolicyToPermissionSetCommand({ ...set, ManagedPolicyArn }))
  }
  await sdk.send(everywhere)
  clock.pass(1_000)
  const failed = new ListPermissionSetProvisioningStatusCommand({ InstanceArn, Filter: { Status: 'FAILED' } })
  expect((await sdk.send(failed)).PermissionSetsProvisioningStatus).toHaveLength(1)
})
