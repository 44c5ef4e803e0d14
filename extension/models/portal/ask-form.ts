import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Asked, Request } from '../../../schema/contract/requests.ts'
import { seen } from '../seen.ts'
import { type CustomDraft, customOf, missingOf } from './custom-draft.ts'
import { type Preview, previewing } from './preview.ts'
import { type Command, command } from './act.ts'
import { usualDuration } from './durations.ts'
import type { Asking } from './route.ts'
import { keyOf, type Problem } from './trouble.ts'

/** What is typed in Request Access. It outlives the screen, a refusal and a sign-in. */
export interface Draft {
  readonly accountId: string
  readonly setArn: string
  /** `null` while nobody chose: the usual one for the set. */
  readonly seconds: number | null
  readonly why: string
  readonly ticket: string
  readonly extend: string | null
  /** SSO Admins are asked at once; it needs a ticket. */
  readonly urgent: boolean
  /** A set of one's own making instead of one of the catalog; `null` where it is off. */
  readonly custom: CustomDraft | null
  /** What a pasted error said was denied. */
  readonly denied?: Asked['denied']
}

export const blank: Draft = {
  accountId: '',
  setArn: '',
  seconds: null,
  why: '',
  ticket: '',
  extend: null,
  urgent: false,
  custom: null,
}

/** What the address asks for on top of what was typed before. `from` is the request to send again or to extend. */
export function startDraft(kept: Draft, asking: Asking, from: Request | null): Draft {
  if (from && asking.extend) return { ...again(from), seconds: from.durationSeconds, extend: from.id }
  if (from?.narrower && asking.instead) return insteadOf(from, from.narrower.asked)
  if (from && asking.again) return { ...again(from), seconds: from.durationSeconds }
  const accountId = (asking.account ?? kept.accountId).replaceAll('-', '')
  const other = accountId !== kept.accountId || (asking.set !== undefined && asking.set !== kept.setArn)
  if (!other) return { ...kept, extend: null }
  return { ...kept, accountId, setArn: asking.set ?? '', seconds: null, extend: null }
}

const accessOf = ({ accountId, permissionSetArn }: Request) => ({ accountId, setArn: permissionSetArn ?? '' })

/** What it extended may be over by now, so that it is asked for anew. */
function again(from: Request): Draft {
  return {
    ...blank,
    ...accessOf(from),
    why: from.justification,
    ticket: from.ticket ?? '',
  }
}

/** What somebody who said no offered: the reason and the ticket stay. */
function insteadOf(from: Request, offered: Asked): Draft {
  return { ...again(from), setArn: offered.permissionSetArn ?? '', seconds: offered.durationSeconds }
}

/** The draft against the catalog: what is chosen, and for how long it may be. */
export interface Chosen {
  readonly account: CatalogAccount | null
  readonly set: CatalogAccount['permissionSets'][number] | null
  /** The longest that may be asked for, as far as it is known. */
  readonly maxSeconds: number
  readonly seconds: number
}

/** Longer than this nobody is offered before the server has said what bounds it. */
const customSeconds = 43_200

/** `longest`: what the server said bounds it; a custom set has no bound of its own here. */
export function chosen(
  draft: Draft,
  catalog: readonly CatalogAccount[],
  minSeconds: number,
  longest = Infinity,
): Chosen {
  const account = catalog.find(({ id }) => id === draft.accountId) ?? null
  const sets = account?.permissionSets ?? []
  const only = sets.length === 1 ? sets[0] : undefined
  const found = sets.find(({ arn, name }) => draft.setArn === arn || draft.setArn === name) ?? only ?? null
  const set = draft.custom ? null : found
  const maxSeconds = Math.min(draft.custom ? customSeconds : (set?.maxSeconds ?? 0), longest)
  const usual = set || draft.custom ? usualDuration(minSeconds, maxSeconds) : 0
  return {
    account,
    set,
    maxSeconds,
    seconds: draft.seconds === null ? usual : Math.min(draft.seconds, maxSeconds),
  }
}

export type FieldName = 'account' | 'set' | 'label' | 'policy' | 'duration' | 'why' | 'ticket'

const whyAtLeast = 10

/** The first thing that is missing, in the order of the form. */
export function missing(draft: Draft, { account, set }: Chosen): FieldName | null {
  if (!account) return 'account'
  if (draft.custom) return missingOf(draft.custom) ?? missingWhy(draft)
  return set ? missingWhy(draft) : 'set'
}

function missingWhy(draft: Draft): FieldName | null {
  if (draft.urgent && !draft.ticket.trim()) return 'ticket'
  return draft.why.normalize('NFC').trim().length < whyAtLeast ? 'why' : null
}

export function askedOf(draft: Draft, { account, set, seconds }: Chosen): Asked | null {
  const access = accessAsked(draft, set)
  if (!account || !access) return null
  const ticket = draft.ticket.trim()
  return {
    accountId: account.id,
    ...access,
    durationSeconds: seconds,
    justification: draft.why.trim(),
    ...(ticket ? { ticket } : {}),
    ...(draft.extend ? { extends: draft.extend } : {}),
    ...(draft.urgent ? { urgent: true } : {}),
    ...(draft.denied ? { denied: draft.denied } : {}),
  }
}

function accessAsked(
  { custom }: Draft,
  set: Chosen['set'],
): Pick<Asked, 'permissionSetArn' | 'custom'> | null {
  if (custom) return { custom: customOf(custom) }
  return set && { permissionSetArn: set.arn }
}

// oxfmt-ignore
const places: Readonly<Record<string, FieldName>> = {
  'reason-short': 'why', 'too-long': 'duration',
  'account-unknown': 'account', 'account-hidden': 'account', 'no-sets': 'account', 'nobody-decides': 'account',
  'policy-invalid': 'policy', 'policy-blocked': 'policy', 'ticket-missing': 'ticket',
}

const fields: Readonly<Record<string, FieldName>> = {
  accountId: 'account',
  permissionSetArn: 'set',
  durationSeconds: 'duration',
  justification: 'why',
  ticket: 'ticket',
  'custom.label': 'label',
  'custom.inlinePolicy': 'policy',
  'custom.managedPolicyArns': 'policy',
}

/** The field a refusal is about; `null` for one that stands at the button. */
export function placeOf(problem: Problem): FieldName | null {
  return places[keyOf(problem)] ?? fields[problem.field ?? ''] ?? null
}

/** What was typed, kept while the page is open. */
const kept = signal<Draft>(blank)

export interface AskForm {
  readonly draft: ReadonlySignal<Draft>
  readonly chosen: ReadonlySignal<Chosen>
  /** The field that was left out when Send was pressed, until it is filled. */
  readonly left: ReadonlySignal<FieldName | null>
  readonly sending: Command
  readonly preview: Preview
  edit(change: Partial<Draft>): void
  /** Whether everything is there; if not, `left` says what is not. */
  check(): boolean
  asked(): Asked | null
  forget(): void
}

/** `from` is the request that is sent again or extended, if the address names one. */
export function askForm(asking: Asking, from: Request | null): AskForm {
  kept.value = startDraft(kept.value, asking, from)
  const sending = command()
  const pressed = signal(false)
  const preview = previewing()
  const choice = computed(() =>
    chosen(
      kept.value,
      seen.value?.catalog ?? [],
      seen.value?.minSeconds ?? 0,
      preview.shown.value?.longest.seconds,
    ),
  )
  const gap = computed(() => missing(kept.value, choice.value))
  return {
    draft: kept,
    chosen: choice,
    left: computed(() => (pressed.value ? gap.value : null)),
    sending,
    preview,
    edit(change) {
      kept.value = { ...kept.value, ...change }
      sending.forget()
    },
    check() {
      pressed.value = true
      return gap.value === null
    },
    asked: () => askedOf(kept.value, choice.value),
    forget: () => (kept.value = blank),
  }
}
