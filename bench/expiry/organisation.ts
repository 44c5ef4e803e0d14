import { keyOf } from '../../worker/engine/key.ts'
import type { Key } from '../../worker/engine/ports.ts'

export const accounts = 40
export const sets = 8
export const removals = 500

const numbered = (n: number, width: number): string => String(n).padStart(width, '0')
const accountId = (n: number): string => `5000${numbered(n, 8)}`
const setArn = (n: number): string =>
  `arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-${numbered(n, 16)}`
const principalId = (n: number): string => `90678a1b-3333-4c2d-8e3f-${numbered(n, 12)}`

export interface Ending {
  readonly id: string
  readonly key: Key
  readonly accountId: string
  readonly permissionSetArn: string
  readonly principalId: string
}

/** Every key has one session; those left over are second ones, of another person, on some of the keys. */
export const endings: readonly Ending[] = Array.from({ length: removals }, (_, n) => {
  const pair = n % (accounts * sets)
  const [account, set] = [accountId(Math.floor(pair / sets)), setArn(pair % sets)]
  const held = { accountId: account, permissionSetArn: set, principalId: principalId(n) }
  return { id: `ending-${n}`, key: keyOf(account, set), ...held }
})

/** What the sandbox is started on. */
export const organisation = {
  region: 'us-east-1',
  instanceArn: 'arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6',
  identityStoreId: 'd-9067aaaaaa',
  managementAccountId: '101010101010',
  organizationalUnits: [],
  accounts: Array.from({ length: accounts }, (_, n) => ({
    id: accountId(n),
    name: `account-${n}`,
    ouPath: 'Root',
    sensitive: false,
    owners: [],
  })),
  permissionSets: Array.from({ length: sets }, (_, n) => ({
    name: `Set${n}`,
    arn: setArn(n),
    managedPolicyArns: [],
    inlinePolicy: null,
    sessionDuration: 'PT1H',
    tags: {},
  })),
  people: endings.map((ending, n) => ({
    email: `person-${n}@example.com`,
    name: `Person ${n}`,
    userName: `person-${n}`,
    principalId: ending.principalId,
  })),
  groups: [],
  standing: endings.map(({ accountId, permissionSetArn }, n) => ({
    accountId,
    permissionSetArn,
    principal: `person-${n}@example.com`,
  })),
}
