import { of, type Row } from './row.ts'

/** Nobody may be given these by a custom policy. */
export const blocks: readonly Row[] = [
  {
    id: 'identity-center-admin',
    severity: 'block',
    because: 'Can change who has access to which account through IAM Identity Center.',
    raisedBy: [{ actions: [], writing: ['sso'], on: 'anything' }],
  },
  {
    id: 'identity-directory-admin',
    severity: 'block',
    because: 'Can change the people and groups that grants are given to.',
    raisedBy: [{ actions: [], writing: ['identitystore', 'sso-directory'], on: 'anything' }],
  },
  {
    id: 'organizations-admin',
    severity: 'block',
    because: 'Can change the organization, its accounts or the policies over them.',
    raisedBy: [{ actions: [], writing: ['organizations'], on: 'anything' }],
  },
  {
    id: 'account-access-admin',
    severity: 'block',
    because: 'Can hand out access to accounts through Account access manager.',
    raisedBy: [{ actions: [], writing: ['account-access'], on: 'anything' }],
  },
  {
    id: 'root-access',
    severity: 'block',
    because: 'Can reach the root user of an account.',
    raisedBy: [
      { actions: of('sts', 'AssumeRoot'), on: 'anything' },
      { actions: of('account', 'StartPrimaryEmailUpdate AcceptPrimaryEmailUpdate'), on: 'anything' },
    ],
  },
  {
    id: 'stop-cloudtrail',
    severity: 'block',
    because: 'Can stop, delete or thin out the audit trail.',
    raisedBy: [
      {
        actions: of(
          'cloudtrail',
          'StopLogging DeleteTrail UpdateTrail PutEventSelectors DeleteEventDataStore StopEventDataStoreIngestion UpdateEventDataStore',
        ),
        on: 'anything',
      },
    ],
  },
  {
    id: 'tamper-hallpass',
    severity: 'block',
    because: 'Can use or change the roles that Hallpass itself works with.',
    raisedBy: [{ actions: of('sts', 'AssumeRole'), writing: ['iam'], on: 'ours' }],
  },
]
