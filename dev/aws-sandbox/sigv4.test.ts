import { ListInstancesCommand } from '@aws-sdk/client-sso-admin'
import { AwsV4Signer } from 'aws4fetch'
import { expect, test } from 'vitest'
import { type Credentials, sdkFor, trySandbox } from './try-sandbox.ts'

type Signing = {
  region?: string
  service?: string
  datetime?: string
  headers?: Record<string, string>
  sent?: string
}
type Change = (headers: Headers) => void

/** Signs a ListInstances as asked, lets a test change what is sent, and gives the refusal's name. */
async function refusal(
  url: string,
  credentials: Credentials,
  signing: Signing = {},
  change: Change = () => {},
) {
  const signer = new AwsV4Signer({
    url,
    method: 'POST',
    service: 'sso',
    region: 'us-east-1',
    body: '{}',
    ...credentials,
    ...signing,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'SWBExternalService.ListInstances',
      ...signing.headers,
    },
  })
  const signed = await signer.sign()
  change(signed.headers)
  const response = await fetch(url, { method: 'POST', headers: signed.headers, body: signing.sent ?? '{}' })
  const { __type: type } = (await response.json()) as { __type?: string }
  return [response.status, type, response.headers.get('x-amzn-errortype')]
}

const basic = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
const minutes = 60_000

test('a call signed by the SDK passes, and one signed by aws4fetch', async () => {
  const { sdk, call } = await trySandbox()
  const { Instances } = await sdk.send(new ListInstancesCommand())
  expect(Instances).toHaveLength(1)
  expect((await call('sso', 'ListInstances')).status).toBe(200)
})

test('a call without a signature is MissingAuthenticationToken', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, credentials, {}, (headers) => headers.delete('authorization'))
  expect(found).toEqual([400, 'MissingAuthenticationTokenException', 'MissingAuthenticationTokenException'])
})

test('a key that is not ours is UnrecognizedClient', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, { ...credentials, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' })
  expect(found).toEqual([400, 'UnrecognizedClientException', 'UnrecognizedClientException'])
})

test('a session token that we never issued is UnrecognizedClient', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, credentials, { headers: { 'x-amz-security-token': 'forged' } })
  expect(found[1]).toBe('UnrecognizedClientException')
})

test('another secret is InvalidSignature', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, { ...credentials, secretAccessKey: 'x'.repeat(40) })
  expect(found).toEqual([400, 'InvalidSignatureException', 'InvalidSignatureException'])
})

test('a body, a target or a date changed after signing is InvalidSignature', async () => {
  const { url, credentials } = await trySandbox()
  expect((await refusal(url, credentials, { sent: '{"MaxResults":1}' }))[1]).toBe('InvalidSignatureException')
  const changes: [string, string][] = [
    ['x-amz-target', 'SWBExternalService.ListPermissionSets'],
    ['x-amz-date', basic(Date.now() + 1 * minutes)],
  ]
  for (const [name, value] of changes) {
    const found = await refusal(url, credentials, {}, (headers) => headers.set(name, value))
    expect(found[1]).toBe('InvalidSignatureException')
  }
})

test('a declared payload hash that is not the body is InvalidSignature', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, credentials, { headers: { 'x-amz-content-sha256': '0'.repeat(64) } })
  expect(found[1]).toBe('InvalidSignatureException')
})

test('an x-amz header added after signing is InvalidSignature', async () => {
  const { url, credentials } = await trySandbox()
  const found = await refusal(url, credentials, {}, (headers) => headers.set('x-amz-extra', 'unsigned'))
  expect(found[1]).toBe('InvalidSignatureException')
})

test('a scope of another region or service is InvalidSignature', async () => {
  const { url, credentials } = await trySandbox()
  expect((await refusal(url, credentials, { region: 'eu-west-1' }))[1]).toBe('InvalidSignatureException')
  expect((await refusal(url, credentials, { service: 'identitystore' }))[1]).toBe('InvalidSignatureException')
})

test('a clock is believed to five minutes either way', async () => {
  const { url, credentials, clock } = await trySandbox()
  const at = (ms: number) => refusal(url, credentials, { datetime: basic(clock.now() + ms) })
  expect((await at(-4 * minutes))[0]).toBe(200)
  expect((await at(4 * minutes))[0]).toBe(200)
  expect((await at(-6 * minutes))[1]).toBe('InvalidSignatureException')
  expect((await at(6 * minutes))[1]).toBe('InvalidSignatureException')
})

test('a header that cannot be read is IncompleteSignature', async () => {
  const { url, credentials } = await trySandbox()
  const cut = await refusal(url, credentials, {}, (headers) =>
    headers.set('authorization', 'AWS4-HMAC-SHA256 Credential=a'),
  )
  expect(cut[1]).toBe('IncompleteSignatureException')
  const undated = await refusal(url, credentials, {}, (headers) => headers.delete('x-amz-date'))
  expect(undated[1]).toBe('IncompleteSignatureException')
})

test('the SDK corrects its clock by the date that a refusal carries', async () => {
  const { url, credentials, clock } = await trySandbox()
  clock.pass(60 * minutes)
  const sdk = sdkFor(url, credentials, 3)
  expect((await sdk.send(new ListInstancesCommand())).Instances).toHaveLength(1)
})
