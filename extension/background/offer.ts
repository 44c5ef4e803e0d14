import { type AccessDenied, parseAccessDenied } from '../../schema/contract/access-denied.ts'
import { plain } from '../lib/plain.ts'
import type { DeniedThere, ShownOffer, Suggested } from '../lib/shown.ts'
import type { Known } from '../lib/storage.ts'
import { t } from '../lib/text.ts'
import { denialKey } from './denial-key.ts'
import { reasonNot } from './no-help.ts'
import { accountOf } from './shown.ts'

/** A text of a console page that looks like a refusal of AWS, and whose page it is. */
export interface DeniedText {
  readonly accountId: string
  /** The page's role; `null` where it does not say. */
  readonly roleName: string | null
  readonly text: string
}

/** Denied to almost every restricted login, by the console's own frame around each service. */
const noise =
  /^(servicecatalog:ListApplications|health:Describe\w+|notifications:\w+|ce:\w+|cost-optimization-hub:\w+|freetier:\w+|q:\w+)$/

/**
 * What fits a denied message: a request, or why none helps. `null` for what is no denial, or not this person's here:
 * said of another account or role, a widget's, or where nothing may be asked for.
 */
export function offerFor(said: DeniedText, seen: Known | null): ShownOffer | null {
  const denied = parseAccessDenied(said.text)
  if (!denied || !isOwn(denied, said) || noise.test(denied.missingAction ?? denied.action ?? '')) return null
  const there = thereOf(denied)
  const key = denialKey(there.action, there.resource)
  const reason = reasonNot(denied)
  if (reason) return noHelp(plain(reason), key, there)
  const account = accountOf(seen, said.accountId)
  if (seen && !account?.permissionSets.length) return null
  const kind = there.action ? 'grant' : 'plain'
  const words = t(there.action ? 'denied_request_action' : 'panel_button')
  return { kind, key, words, denied: there, suggested: null }
}

function noHelp(says: string, key: string, denied: DeniedThere): ShownOffer {
  return { kind: 'no-help', key, words: says, denied, suggested: { sets: [], draft: null, says } }
}

/** The same for the set that is known to allow it; with it the form stands before anything is asked. */
export function offerOf(set: Suggested['sets'][number], offer: ShownOffer): ShownOffer {
  const words = t('denied_request_set', { set: set.name })
  return { ...offer, words, suggested: { sets: [set], draft: null, says: '' } }
}

/** Some texts hide the account or the role; those that name one must name the page's. */
function isOwn({ accountId, principalArn, roleName }: AccessDenied, page: DeniedText): boolean {
  if (accountId !== undefined && accountId !== page.accountId) return false
  if (principalArn === undefined || page.roleName === null) return true
  return roleName === page.roleName || (roleName ?? principalArn).endsWith('***')
}

/** As the API takes it: what is longer than that is left out. */
export function thereOf({ action = '', missingAction, resource, reason }: AccessDenied): DeniedThere {
  return {
    action: fits(action, 200) ? action : '',
    ...(missingAction !== undefined && fits(missingAction, 200) && { missingAction }),
    ...(resource !== undefined && fits(resource, 2048) && { resource }),
    ...(reason !== undefined && { reason }),
    at: atOf(action, resource),
  }
}

function fits(text: string, most: number): boolean {
  return text.length <= most
}

/** "rds:RebootDBInstance on db:orders": the end of an ARN is what people know the thing by. */
function atOf(action: string, resource: string | undefined): string {
  const name = resource?.replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?=.)/, '')
  if (!name || name === '*') return plain(action)
  return t('denied_at', { action: plain(action), resource: plain(name.slice(0, 200)) })
}
