import { interactionPolicy, Provider, type GrantContext } from 'oidc-provider'
import { people } from '../people.ts'
import type { Keys } from './keys.ts'

export const client = { id: 'hallpass', secret: 'local-secret' } as const

export function localProvider(issuer: string, keys: Keys, redirectUris: readonly string[]): Provider {
  const provider = new Provider(issuer, {
    ...keysOf(keys),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        client_name: 'Hallpass',
        redirect_uris: redirectUris,
        response_types: ['code'],
        require_auth_time: true,
        grant_types: ['authorization_code'],
      },
    ],
    responseTypes: ['code'],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // As Google and Microsoft do it: the claims are in the ID token, not only at the userinfo endpoint.
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, subject: string) => account(subject),
    loadExistingGrant: everythingGranted,
    interactions: {
      policy: policy(),
      url: (_context: unknown, { uid }: { uid: string }) => `/sign-in/${uid}`,
    },
    features: { devInteractions: { enabled: false } },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 600,
      Interaction: 3_600,
      Session: 86_400,
    },
  })
  provider.on('server_error', (_context, error) => console.error(error))
  return provider
}

function keysOf({ jwks, cookieKeys }: Keys): object {
  return { jwks, cookies: { keys: cookieKeys } }
}

/** A subject is stable and says nothing: nobody may take the e-mail address for the key of a person. */
export function subjectOf(userName: string): string {
  return `local-${userName}`
}

function account(subject: string): object | undefined {
  const person = people.find(({ userName }) => subjectOf(userName) === subject)
  if (!person) return undefined
  const { email, name } = person
  return { accountId: subject, claims: () => ({ sub: subject, email, email_verified: true, name }) }
}

/** The one client is the organisation's own, so nobody is asked for consent. */
async function everythingGranted({ oidc }: GrantContext): Promise<unknown> {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
  grant.addOIDCScope('openid email profile')
  await grant.save()
  return grant
}

function policy(): object {
  const prompts = interactionPolicy.base()
  prompts.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return prompts
}
