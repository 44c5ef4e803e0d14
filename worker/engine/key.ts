import type { Key } from './ports.ts'

/** `<account id>/<permission set arn>`; an account id has no slash, an arn may. */
export function keyOf(accountId: string, permissionSetArn: string): Key {
  return `${accountId}/${permissionSetArn}` as Key
}

export function partsOf(key: Key): { readonly accountId: string; readonly permissionSetArn: string } {
  const slash = key.indexOf('/')
  return { accountId: key.slice(0, slash), permissionSetArn: key.slice(slash + 1) }
}
