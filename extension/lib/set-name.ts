import type { Request } from '../../schema/contract/requests.ts'
import { plain } from './plain.ts'

/** A custom set is called what its requester called it, so it stands in quotes. */
export function setName({ kind, permissionSetName }: Pick<Request, 'kind' | 'permissionSetName'>): string {
  return kind === 'custom' ? `“${plain(permissionSetName)}”` : permissionSetName
}
