import organisation from '../test/fixtures/organisation.json' with { type: 'json' }
import { client } from './identity/provider.ts'
import { loopback, ports } from './ports.ts'

/** Follows from the `key` of the extension's manifest. */
export const extensionId = 'kkdnmnfoidnjfgbgjfmknihfkheokedf'

/** Everything the worker is told about the local stack. */
export async function workerVars(port: number): Promise<Record<string, string>> {
  const aws = `http://${loopback}:${ports.aws}`
  const keys = await sandboxKeys(aws)
  return {
    PUBLIC_URL: `http://${loopback}:${port}`,
    DATABASE_URL: `http://${loopback}:${ports.database}`,
    OIDC_ISSUER: `http://${loopback}:${ports.identity}`,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    AWS_ENDPOINT: aws,
    AWS_REGION: organisation.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    INSTANCE_ARN: organisation.instanceArn,
    IDENTITY_STORE_ID: organisation.identityStoreId,
    ACCESS_PORTAL: organisation.accessPortal,
    EXTENSION_IDS: extensionId,
    EMAIL_DOMAINS: 'example.com',
    ACCESS_ANALYZER: 'on',
  }
}

interface Keys {
  accessKeyId: string
  secretAccessKey: string
}

async function sandboxKeys(endpoint: string): Promise<Keys> {
  const answer = await fetch(`${endpoint}/_sandbox/credentials`)
  if (!answer.ok) throw new Error(`The AWS sandbox gave no credentials: ${answer.status}`)
  return (await answer.json()) as Keys
}
