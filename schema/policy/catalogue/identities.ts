import { isModestPolicy, isOwnPolicy } from './policy-arn.ts'
import { of, type Row, type Tame } from './row.ts'

const withinBoundary: Tame = { key: 'iam:PermissionsBoundary', says: isOwnPolicy }

/** All of these in one policy are the whole of IAM: see `iam-administrator`. */
export const changesOfPermissions: readonly Row[] = [
  {
    id: 'rewrite-policy',
    severity: 'escalation',
    because: 'Can rewrite a managed policy, also one attached to themselves.',
    raisedBy: [{ actions: of('iam', 'CreatePolicyVersion SetDefaultPolicyVersion'), on: 'anything' }],
  },
  {
    id: 'attach-policy',
    severity: 'escalation',
    because: 'Can attach any managed policy to a user, group or role.',
    raisedBy: [{ actions: of('iam', 'AttachUserPolicy AttachGroupPolicy AttachRolePolicy'), on: 'anything' }],
    unless: [{ key: 'iam:PolicyARN', says: isModestPolicy }, withinBoundary],
  },
  {
    id: 'put-inline-policy',
    severity: 'escalation',
    because: 'Can write any permission into a user, group or role.',
    raisedBy: [{ actions: of('iam', 'PutUserPolicy PutGroupPolicy PutRolePolicy'), on: 'anything' }],
    unless: [withinBoundary],
  },
  {
    id: 'join-group',
    severity: 'escalation',
    because: 'Can put a user into a group and so take the group’s permissions.',
    raisedBy: [{ actions: of('iam', 'AddUserToGroup'), on: 'any-or-mighty' }],
  },
  {
    id: 'rewrite-trust',
    severity: 'escalation',
    because: 'Can let themselves assume a role.',
    raisedBy: [{ actions: of('iam', 'UpdateAssumeRolePolicy'), on: 'anything' }],
  },
  {
    id: 'take-access-key',
    severity: 'escalation',
    because: 'Can make lasting credentials for somebody else.',
    raisedBy: [
      {
        actions: of(
          'iam',
          'CreateAccessKey UpdateAccessKey CreateServiceSpecificCredential ResetServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate',
        ),
        on: 'not-own',
      },
    ],
  },
  {
    id: 'take-console-password',
    severity: 'escalation',
    because: 'Can set somebody else’s console password or take their MFA away.',
    raisedBy: [
      { actions: of('iam', 'CreateLoginProfile UpdateLoginProfile DeactivateMFADevice'), on: 'not-own' },
    ],
  },
  {
    id: 'lift-boundary',
    severity: 'escalation',
    because: 'Can take away or replace the limit set on a user or role.',
    raisedBy: [
      {
        actions: of(
          'iam',
          'DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary PutUserPermissionsBoundary PutRolePermissionsBoundary',
        ),
        on: 'anything',
      },
    ],
    unless: [withinBoundary],
  },
  {
    id: 'trust-identity-provider',
    severity: 'escalation',
    because: 'Can make an account trust an identity provider of their own.',
    raisedBy: [
      {
        actions: of(
          'iam',
          'CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint',
        ),
        on: 'anything',
      },
      { actions: of('rolesanywhere', 'CreateTrustAnchor UpdateTrustAnchor'), on: 'anything' },
    ],
  },
]
