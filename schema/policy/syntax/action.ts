import { isEmpty } from '../meaning/action-set.ts'
import { servicesMeant, type Expand } from '../meaning/expansion.ts'
import { shown } from './json.ts'

/** What is wrong with an element of Action or NotAction; null when nothing is. */
export function wrongWithAction(action: string, expand: Expand): string | null {
  if (/^\*+$/.test(action)) return null
  const colon = action.indexOf(':')
  if (colon < 1) return `“${shown(action)}” does not name its service, as in "s3:GetObject"`
  if (!isEmpty(expand(action))) return null
  const service = action.slice(0, colon)
  if (servicesMeant(service).length === 0) return `AWS has no service “${shown(service)}”`
  return /[*?]/.test(action) ? `“${shown(action)}” matches no action` : `AWS has no action “${shown(action)}”`
}
