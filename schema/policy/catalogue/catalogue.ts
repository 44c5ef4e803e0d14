import { blocks } from './block.ts'
import { changesOfPermissions } from './identities.ts'
import { notices, statementRows } from './notices.ts'
import { openings } from './opening-data.ts'
import { passedRoles } from './pass-role.ts'
import { readings } from './reading-data.ts'
import type { Row, Severity } from './row.ts'
import { takeovers } from './workloads.ts'

/** What raises them is told in `findings/`, as no list of actions does. */
export const administrator = {
  id: 'full-administrator',
  severity: 'block',
  because: 'Allows every action on every resource.',
} as const
export const iamAdministrator = {
  id: 'iam-administrator',
  severity: 'escalation',
  because: 'Can change any permission in the account.',
  insteadOf: new Set(changesOfPermissions.map(({ id }) => id)),
} as const
export const writeAnyResource = {
  id: 'write-any-resource',
  severity: 'notice',
  because: 'May change any resource of a kind, not only named ones.',
} as const

/** Notices last: they ask what was found before. */
export const rows: readonly Row[] = [
  ...blocks,
  ...changesOfPermissions,
  ...passedRoles,
  ...takeovers,
  ...readings,
  ...openings,
  ...notices,
]

/** Keys of conditions that hold a grant to something, whatever it is a grant of. */
export const taming: ReadonlySet<string> = new Set(
  ['iam:PassedToService', ...rows.flatMap(({ unless }) => unless ?? []).map(({ key }) => key)].map((key) =>
    key.toLowerCase(),
  ),
)

/** Every finding there is, as the table of `test/policies/README.md` has them. */
export const severities: ReadonlyMap<string, Severity> = new Map(
  [administrator, iamAdministrator, writeAnyResource, ...statementRows, ...rows].map(({ id, severity }) => [
    id,
    severity,
  ]),
)
