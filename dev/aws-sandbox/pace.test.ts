import {
  CreateAccountAssignmentCommand,
  ListInstancesCommand,
  ThrottlingException,
} from '@aws-sdk/client-sso-admin'
import { expect, test } from 'vitest'
import { IdentityStoreId, organisation, setArn, triple, trySandbox } from './try-sandbox.ts'

const list = new ListInstancesCommand()

test('the 21st call of SSO Admin within a second is throttled, and one more passes every 50 ms', async () => {
  const { sdk, clock } = await trySandbox()
  for (let call = 1; call <= 20; call += 1) await sdk.send(list)
  const refused = await sdk.send(list).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ThrottlingException)
  expect((refused as Error).message).toBe('There are too many requests processing. Please try again later.')
  clock.pass(50)
  await sdk.send(list)
  await expect(sdk.send(list)).rejects.toThrow(ThrottlingException)
})

test('the other services have a limit of their own', async () => {
  const { sdk, call } = await trySandbox()
  for (let count = 1; count <= 20; count += 1) await sdk.send(list)
  expect((await call('identitystore', 'ListUsers', { IdentityStoreId })).status).toBe(200)
  expect((await call('organizations', 'DescribeOrganization')).status).toBe(200)
})

test('sixteen creations cannot be outstanding', async () => {
  const { sdk, clock } = await trySandbox()
  const pairs = organisation.accounts
    .flatMap(({ id }) => ['ReadOnly', 'PowerUser'].map((name) => ({ id, arn: setArn(name) })))
    .slice(0, 16)
  const commands = pairs.map(({ id, arn }) => new CreateAccountAssignmentCommand(triple(arn, undefined, id)))
  for (const command of commands.slice(0, 15)) await sdk.send(command)
  await expect(sdk.send(commands[15]!)).rejects.toThrow(ThrottlingException)
  clock.pass(1_000)
  await expect(sdk.send(commands[15]!)).resolves.toBeDefined()
})
