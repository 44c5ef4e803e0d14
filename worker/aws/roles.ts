export const roles = ['jit-read', 'jit-grant', 'jit-revoke', 'jit-kill'] as const
/** What the worker is when it calls AWS. No role can do what another one is for (threats W2). */
export type Role = (typeof roles)[number]

/**
 * Every operation we call, by its IAM action, and the roles it is called with. `jit-revoke` has all that a removal needs
 * and asks no other role, so that a removal works whatever became of the others.
 */
// oxfmt-ignore
export const operations = {
  'organizations:DescribeOrganization':               ['jit-read'],
  'organizations:ListAccounts':                       ['jit-read'],
  'organizations:ListParents':                        ['jit-read'],
  'organizations:ListTagsForResource':                ['jit-read'],
  'organizations:DescribeOrganizationalUnit':         ['jit-read'],

  'identitystore:ListUsers':                          ['jit-read'],
  'identitystore:DescribeUser':                       ['jit-read'],
  'identitystore:ListGroups':                         ['jit-read'],
  'identitystore:ListGroupMemberships':               ['jit-read'],

  'access-analyzer:ValidatePolicy':                   ['jit-read'],

  'sso:ListPermissionSets':                           ['jit-read'],
  'sso:DescribePermissionSet':                        ['jit-read', 'jit-kill'],
  'sso:ListTagsForResource':                          ['jit-read', 'jit-kill'],
  'sso:GetInlinePolicyForPermissionSet':              ['jit-read', 'jit-kill'],
  'sso:ListManagedPoliciesInPermissionSet':           ['jit-read', 'jit-kill'],
  'sso:ListCustomerManagedPolicyReferencesInPermissionSet': ['jit-read', 'jit-kill'],
  'sso:GetPermissionsBoundaryForPermissionSet':       ['jit-read', 'jit-kill'],

  'sso:ListAccountAssignments':                       ['jit-read', 'jit-revoke'],
  'sso:ListPermissionSetsProvisionedToAccount':       ['jit-read', 'jit-revoke'],

  'sso:CreateAccountAssignment':                      ['jit-grant'],
  'sso:ListAccountAssignmentCreationStatus':          ['jit-grant'],
  'sso:DescribeAccountAssignmentCreationStatus':      ['jit-grant'],

  'sso:DeleteAccountAssignment':                      ['jit-revoke'],
  'sso:ListAccountAssignmentDeletionStatus':          ['jit-revoke'],
  'sso:DescribeAccountAssignmentDeletionStatus':      ['jit-revoke'],

  // What writes the sets themselves. Deleting may be allowed on sets with our tag alone: aws:ResourceTag/jit:made-by.
  'sso:CreatePermissionSet':                          ['jit-kill'],
  'sso:AttachManagedPolicyToPermissionSet':           ['jit-kill'],
  'sso:AttachCustomerManagedPolicyReferenceToPermissionSet': ['jit-kill'],
  'sso:PutPermissionsBoundaryToPermissionSet':        ['jit-kill'],
  'sso:PutInlinePolicyToPermissionSet':               ['jit-kill'],
  'sso:DeleteInlinePolicyFromPermissionSet':          ['jit-kill'],
  'sso:ListAccountsForProvisionedPermissionSet':      ['jit-kill'],
  'sso:ProvisionPermissionSet':                       ['jit-kill'],
  'sso:DescribePermissionSetProvisioningStatus':      ['jit-kill'],
  'sso:DeletePermissionSet':                          ['jit-kill'],
} as const satisfies Record<string, readonly Role[]>

export type Operation = keyof typeof operations
export type RoleFor<O extends Operation> = (typeof operations)[O][number]
