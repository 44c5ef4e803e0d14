import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SSOAdminClient } from '@aws-sdk/client-sso-admin'
import { afterEach, expect, test } from 'vitest'
import type { AwsConfig } from './config.ts'
import { refusedBySso, sendSso, ssoUrl } from './sso-admin.ts'

let server: Server | undefined
afterEach(() => server?.close())

test.each(['eu-west-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'])(
  "SSO Admin of %s is where AWS's own client looks for it",
  (Region) => {
    const { url } = new SSOAdminClient({ region: Region }).config.endpointProvider({ Region })
    expect(ssoUrl(Region)).toBe(url.href)
  },
)

test('a refusal is in the words of AWS, with how long to wait', async () => {
  const error = await errorOf((_, answer) => {
    answer.writeHead(400, { 'retry-after': '7' })
    answer.end(JSON.stringify({ __type: 'com.amazonaws.ssoadmin#ThrottlingException', Message: 'Too fast' }))
  })
  expect(refusedBySso(error)).toEqual({
    name: 'ThrottlingException',
    message: 'Too fast',
    status: 400,
    retryAfterSeconds: 7,
  })
  expect(Object.keys(error as object)).not.toContain('$response')
})

test.each([200, 403, 502])('a page with status %i is no word of AWS', async (status) => {
  expect(refusedBySso(await errorOf((_, answer) => answer.writeHead(status).end('<html>')))).toBeNull()
})

test('an answer that hangs is given up', async () => {
  const error = await errorOf((_, answer) => answer.writeHead(200).write('{'))
  expect([(error as Error).name, refusedBySso(error)]).toEqual(['TimeoutError', null])
})

async function errorOf(listener: RequestListener): Promise<unknown> {
  server = createServer(listener)
  await new Promise<void>((listening) => server!.listen(0, '127.0.0.1', listening))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const config: AwsConfig = { ...elsewhere, endpoint }
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }
  const call = { operation: 'sso:ListPermissionSets', input: { InstanceArn: config.instanceArn } } as const
  return sendSso(config, credentials, call).catch((error: unknown) => error)
}

const elsewhere: AwsConfig = {
  region: 'eu-west-1',
  instanceArn: 'arn:aws:sso:::instance/ssoins-0000000000000000',
  identityStoreId: 'd-0000000000',
  endpoint: null,
  credentialsOf: () => Promise.reject(new Error('not asked here')),
  now: () => Date.now(),
  timeoutMs: 200,
}
