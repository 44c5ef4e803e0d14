import { page } from '../page.ts'
import { conflict, invalid, notFound, overQuota } from '../refusal.ts'
import { operation } from '../service.ts'
import { type Boundary, changeContent, type PolicyReference, type SetContent } from '../sets.ts'
import { structure } from '../shape.ts'
import { checkPolicyDocument } from './policy-document.ts'
import { setOf } from './instances.ts'
import { boundary, managedPolicyArn, ofSet, paging, policyDocument, policyReference } from './shapes.ts'

const maxAttached = 20

export const policyOperations = {
  ListManagedPoliciesInPermissionSet: operation(structure(ofSet, paging), (call, ask) => {
    const { items, ...next } = page(setOf(call, ask).content.managedPolicyArns, (arn) => arn, ask)
    return { AttachedManagedPolicies: items.map((Arn) => ({ Name: Arn.split('/').at(-1), Arn })), ...next }
  }),

  AttachManagedPolicyToPermissionSet: operation(
    structure({ ...ofSet, ManagedPolicyArn: managedPolicyArn }),
    (call, ask) => {
      const set = setOf(call, ask)
      if (set.content.managedPolicyArns.includes(ask.ManagedPolicyArn))
        throw conflict('Permission set with id already has a typed link attachment to the managed policy')
      refuseOneMore(set.content)
      changeContent(call, set, {
        managedPolicyArns: [...set.content.managedPolicyArns, ask.ManagedPolicyArn],
      })
      return {}
    },
  ),

  DetachManagedPolicyFromPermissionSet: operation(
    structure({ ...ofSet, ManagedPolicyArn: managedPolicyArn }),
    (call, ask) => {
      const set = setOf(call, ask)
      const left = set.content.managedPolicyArns.filter((arn) => arn !== ask.ManagedPolicyArn)
      if (left.length === set.content.managedPolicyArns.length)
        throw notFound('ManagedPolicy is not attached to the PermissionSet')
      changeContent(call, set, { managedPolicyArns: left })
      return {}
    },
  ),

  ListCustomerManagedPolicyReferencesInPermissionSet: operation(structure(ofSet, paging), (call, ask) => {
    const { items, ...next } = page(setOf(call, ask).content.customerManagedPolicies, nameOf, ask)
    return { CustomerManagedPolicyReferences: items, ...next }
  }),

  AttachCustomerManagedPolicyReferenceToPermissionSet: operation(
    structure({ ...ofSet, CustomerManagedPolicyReference: policyReference }),
    (call, ask) => {
      const set = setOf(call, ask)
      const reference = withPath(ask.CustomerManagedPolicyReference)
      if (set.content.customerManagedPolicies.some((other) => nameOf(other) === nameOf(reference)))
        throw conflict('The policy reference is already attached to the PermissionSet')
      refuseOneMore(set.content)
      changeContent(call, set, {
        customerManagedPolicies: [...set.content.customerManagedPolicies, reference],
      })
      return {}
    },
  ),

  DetachCustomerManagedPolicyReferenceFromPermissionSet: operation(
    structure({ ...ofSet, CustomerManagedPolicyReference: policyReference }),
    (call, ask) => {
      const set = setOf(call, ask)
      const name = nameOf(withPath(ask.CustomerManagedPolicyReference))
      const left = set.content.customerManagedPolicies.filter((other) => nameOf(other) !== name)
      if (left.length === set.content.customerManagedPolicies.length)
        throw notFound('The policy reference is not attached to the PermissionSet')
      changeContent(call, set, { customerManagedPolicies: left })
      return {}
    },
  ),

  GetInlinePolicyForPermissionSet: operation(structure(ofSet), (call, ask) => ({
    InlinePolicy: setOf(call, ask).content.inlinePolicy ?? '',
  })),

  PutInlinePolicyToPermissionSet: operation(
    structure({ ...ofSet, InlinePolicy: policyDocument }),
    (call, ask) => {
      const set = setOf(call, ask)
      checkPolicyDocument(ask.InlinePolicy)
      changeContent(call, set, { inlinePolicy: ask.InlinePolicy })
      return {}
    },
  ),

  DeleteInlinePolicyFromPermissionSet: operation(structure(ofSet), (call, ask) => {
    const set = setOf(call, ask)
    if (set.content.inlinePolicy === null) throw notFound('PermissionSet does not have an inline policy')
    changeContent(call, set, { inlinePolicy: null })
    return {}
  }),

  GetPermissionsBoundaryForPermissionSet: operation(structure(ofSet), (call, ask) => {
    const { boundary: found } = setOf(call, ask).content
    if (!found) throw notFound('PermissionSet does not have a PermissionsBoundary')
    return { PermissionsBoundary: found }
  }),

  PutPermissionsBoundaryToPermissionSet: operation(
    structure({ ...ofSet, PermissionsBoundary: boundary }),
    (call, ask) => {
      changeContent(call, setOf(call, ask), { boundary: oneOf(ask.PermissionsBoundary) })
      return {}
    },
  ),

  DeletePermissionsBoundaryFromPermissionSet: operation(structure(ofSet), (call, ask) => {
    const set = setOf(call, ask)
    if (!set.content.boundary) throw notFound('PermissionSet does not have a PermissionsBoundary')
    changeContent(call, set, { boundary: null })
    return {}
  }),
}

function refuseOneMore(content: SetContent): void {
  if (content.managedPolicyArns.length + content.customerManagedPolicies.length >= maxAttached)
    throw overQuota('You have exceeded the quota of managed policies in a permission set')
}

type SentReference = { Name: string; Path?: string }
type SentBoundary = { CustomerManagedPolicyReference?: SentReference; ManagedPolicyArn?: string }

function oneOf({ CustomerManagedPolicyReference: reference, ManagedPolicyArn: arn }: SentBoundary): Boundary {
  if (reference && arn === undefined) return { CustomerManagedPolicyReference: withPath(reference) }
  if (arn !== undefined && !reference) return { ManagedPolicyArn: arn }
  throw invalid('Exactly one of CustomerManagedPolicyReference and ManagedPolicyArn must be given')
}

const withPath = ({ Name, Path }: SentReference): PolicyReference => ({ Name, Path: Path ?? '/' })

const nameOf = ({ Name, Path }: PolicyReference): string => `${Path}${Name}`
