import { type AccessDenied, parseAccessDenied } from '../../schema/contract/access-denied.ts'
import type { DeniedThere, ReadDenial, Stood } from '../lib/shown.ts'
import type { Known } from '../lib/storage.ts'
import { t } from '../lib/text.ts'
import { reasonNot } from './no-help.ts'
import { thereOf } from './offer.ts'
import { accountOf } from './shown.ts'
import { draftedFor, suggestFor } from './suggest.ts'

/** A denial in AWS's words, as far as it is known, for the form that reads them. */
export function saidAgain({ action, resource }: Omit<DeniedThere, 'at'>): string {
  return `not authorized to perform: ${action}${resource === undefined ? '' : ` on resource: ${resource}`}`
}

/** The form of a console page that the full one is opened from; `null` where it had nothing to carry on. */
export function stoodAt(route: string | undefined, denied: Stood['denied'] | null | undefined): Stood | null {
  const asked = new URLSearchParams(route?.split('?')[1])
  const accountId = asked.get('account') ?? ''
  return denied && /^\d{12}$/.test(accountId) ? { accountId, denied, setArn: asked.get('set') ?? '' } : null
}

/** The account in view, and what is known to be denied there, which no text is read for. */
export type InView = Partial<Pick<Stood, 'accountId' | 'denied'>>

/** What a text that somebody pasted or selected says was denied; `null` for none. They are asking about it: so may we. */
export async function readDenial(
  text: string,
  seen: Known | null,
  inView: InView = {},
): Promise<ReadDenial | null> {
  const told = inView.denied ? knownOf(inView.denied) : parseAccessDenied(text)
  if (!told) return null
  const { at, ...denied } = thereOf(told)
  const accountId = accountTold(told, inView)
  const isOpen = accountId !== null && accountOf(seen, accountId) !== null
  const reason = reasonNot(told) ?? ''
  const asks = !reason && isOpen && denied.action !== ''
  const suggested = asks ? await suggestFor(accountId, denied) : null
  return {
    at,
    denied,
    accountId: isOpen ? accountId : null,
    trouble: accountId !== null && !isOpen ? t('paste_other_account', { account: accountId }) : '',
    reason,
    suggested,
    drafted: suggested?.draft && accountId ? await draftedFor({ accountId, denied }) : null,
  }
}

/** Whose the resource is says little of whose the role is that was stopped: it is the last to be believed. */
function accountTold({ accountId, resource = '' }: AccessDenied, inView: InView): string | null {
  const ofResource = /^arn:[\w-]+:[\w-]+:[^:]*:(\d{12}):/.exec(resource)?.[1]
  return accountId ?? inView.accountId ?? ofResource ?? null
}

/** Only what is known: a field that is not is absent. */
function knownOf({ action, missingAction, resource, reason }: Stood['denied']): AccessDenied {
  return {
    action,
    ...(missingAction !== undefined && { missingAction }),
    ...(resource !== undefined && { resource }),
    ...(reason !== undefined && { reason }),
  }
}
