import { expect, test } from 'vitest'
import { awsConfig } from './config.ts'

const env = {
  AWS_REGION: 'eu-west-1',
  INSTANCE_ARN: 'arn:aws:sso:::instance/ssoins-0000000000000000',
  IDENTITY_STORE_ID: 'd-0000000000',
  AWS_ACCESS_KEY_ID: 'all',
  AWS_SECRET_ACCESS_KEY: 'secret',
}

test('one pair of keys serves every role, until a role has its own', async () => {
  const config = awsConfig({ ...env, JIT_REVOKE_ACCESS_KEY_ID: 'own', JIT_REVOKE_SECRET_ACCESS_KEY: 's' })
  expect(await config.credentialsOf('jit-grant')).toEqual({ accessKeyId: 'all', secretAccessKey: 'secret' })
  expect(await config.credentialsOf('jit-revoke')).toEqual({ accessKeyId: 'own', secretAccessKey: 's' })
  expect(config.endpoint).toBeNull()
})

test('what is missing is named', () => {
  expect(() => awsConfig({ ...env, INSTANCE_ARN: '' })).toThrow('INSTANCE_ARN is not set')
})
