import type { Api } from '../schema/contract/api.ts'
import type { PolicyReview, Reading } from '../schema/contract/policies.ts'
import type { ManagedText, Reviewed } from '../schema/policy/review.ts'
import { inPartition } from '../schema/policy/suggest/partition.ts'
import { analyzed } from './analyzing.ts'
import type { StoredTexts } from './db/offers.ts'
import { copiedAt, documentsFor, policiesCalled, textsAt } from './db/reading.ts'
import { ofRequest, requestWith, type RequestInFull } from './db/request.ts'
import type { Call } from './http/serve.ts'
import { Refusal } from './http/refusal.ts'
import { isAllowed } from './policy.ts'
import { sealedAs } from './sealed-as.ts'
import { noticesOn } from './unread.ts'

/** What the set of a request gives, for whoever may see the request. */
export async function readingOf({ deps, credential, input }: Call<Api['reading']>): Promise<Reading> {
  const now = deps.now()
  const [setArn, extendsId] = [ofRequest(input.id, 'set_arn'), ofRequest(input.id, 'extends_id')]
  const asked = [...textsAt(setArn), ...copiedAt(setArn, extendsId)] as const
  const { full, more } = await requestWith(deps.db, { credential, now, id: input.id }, asked)
  if (!isAllowed('reading', full.caller, full.ties)) throw new Refusal('not-found')
  const [stored, managed, set, extended] = more
  const { inline, unread, boundary } = madeOf(full, stored, managed)
  const reviewed = await deps.reader.review({ inline, managed, isInForce: true })
  const judged = await analyzed(deps, full.custom === null ? null : inline)
  const isUnread = full.custom === null && stored === null
  const facts = { request: full.request, sealed: full.custom !== null || set?.sealed === 1, extended }
  const own = inline === null ? [] : [{ policy: null, document: inline }]
  return {
    documents: [...own, ...managed.map(({ arn, document }) => ({ policy: arn, document }))],
    unread,
    ...toWire(reviewed),
    findings: gravestFirst([...reviewed.findings, ...judged, ...noticesOn({ boundary }, unread)]),
    created: isUnread ? null : sealedAs(facts, inline, now),
  }
}

/** The same of a custom set that somebody is still writing. */
export async function reviewFor({ deps, credential, input }: Call<Api['review']>): Promise<PolicyReview> {
  const { managedPolicyArns, inlinePolicy } = input
  const managed = await documentsFor(deps.db, { credential, now: deps.now() }, managedPolicyArns)
  const inline = inlinePolicy === undefined || inlinePolicy.trim() === '' ? null : inlinePolicy
  const reviewed = await deps.reader.review({ inline, managed })
  const judged = await analyzed(deps, reviewed.errors.length > 0 ? null : inline)
  return {
    errors: reviewed.errors.map(({ position, ...error }) => ({ ...error, ...position })),
    unread: managedPolicyArns.filter((arn) => !managed.some((known) => known.arn === arn)),
    ...toWire(reviewed),
    findings: gravestFirst([...reviewed.findings, ...judged]),
  }
}

export function searchPolicies({ deps, credential, input }: Call<Api['policies']>) {
  const ask = { credential, now: deps.now(), q: input.q ?? '', after: input.after }
  const { partition } = deps.config
  return policiesCalled(deps.db, ask).then(({ items, next }) => ({
    items: items.map((one) => ({ ...one, arn: inPartition(one.arn, partition) })),
    next,
  }))
}

/** A custom set is in its definition; any other as the catalog read it last, and unread as a whole where it did not. */
function madeOf(
  { custom, request }: RequestInFull,
  stored: StoredTexts | null,
  managed: readonly ManagedText[],
): { readonly inline: string | null; readonly unread: string[]; readonly boundary: string } {
  const missing = (arns: readonly string[]) =>
    arns.filter((arn) => !managed.some((known) => known.arn === arn))
  if (custom !== null)
    return {
      inline: custom.inlinePolicy ?? null,
      unread: missing(custom.managedPolicyArns),
      boundary: '',
    }
  if (stored === null) return { inline: null, unread: [request.setName], boundary: '' }
  const customer = JSON.parse(stored.customer) as string[]
  const unread = [...customer, ...missing(JSON.parse(stored.managed) as string[])]
  return { inline: stored.inline === '' ? null : stored.inline, unread, boundary: stored.boundary }
}

const gravity = ['block', 'escalation', 'exposure', 'notice'] as const

function gravestFirst(findings: Reading['findings']): Reading['findings'] {
  return findings.toSorted((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity))
}

function toWire({
  statements,
  findings,
  gives,
  services,
}: Reviewed): Omit<Reading, 'documents' | 'unread' | 'created'> {
  return {
    statements: statements.map((one) => ({
      ...one,
      services: [...one.services],
      resources: [...one.resources],
      conditions: one.conditions.map((condition) => ({ ...condition, values: [...condition.values] })),
    })),
    findings: [...findings],
    gives,
    services: [...services],
  }
}
