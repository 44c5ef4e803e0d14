import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { waiting } from '../../../schema/contract/lifecycle.ts'
import type { Asked, Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { isReason } from '../../lib/reason.ts'
import { catalog } from '../catalog.ts'
import { now, seen } from '../seen.ts'
import { carry } from './carried.ts'
import { type CustomDraft, customOf, draftOf, missingOf } from './custom-draft.ts'
import { type Preview, previewing } from './preview.ts'
import { type Previews, previews } from './previews.ts'
import { type Command, command } from './act.ts'
import { usualDuration } from './durations.ts'
import type { Asking } from './route.ts'
import { commonSets, nothingSent, type Outcomes } from './many.ts'
import { localTime, mayStart, startOf } from './start.ts'
import { keyOf, type Problem } from './trouble.ts'

/** What is typed in Request Access. It outlives the screen, a refusal and a sign-in. */
export interface Draft {
  readonly accountId: string
  /** Other accounts that the same is asked for in: a request each. */
  readonly also: readonly string[]
  readonly setArn: string
  /** `null` while nobody chose: the usual one for the set. */
  readonly seconds: number | null
  readonly why: string
  readonly ticket: string
  /** As the browser's field writes it, in the zone of this machine; empty is when it is approved. */
  readonly start: string
  readonly extend: string | null
  /** SSO Admins are asked at once; it needs a ticket. */
  readonly urgent: boolean
  /** A set of one's own making instead of one of the catalog; `null` where it is off. */
  readonly custom: CustomDraft | null
  /** What `custom` was made from: sent as it is while nothing is changed, for the server knows a set by its letters. */
  readonly madeFrom?: Asked['custom'] | undefined
  /** What a pasted error said was denied. */
  readonly denied?: Asked['denied'] | undefined
}

export const blank: Draft = {
  accountId: '',
  also: [],
  setArn: '',
  seconds: null,
  why: '',
  ticket: '',
  start: '',
  extend: null,
  urgent: false,
  custom: null,
}

type Earlier = Request & Partial<Pick<RequestWithTimeline, 'custom'>>

/** What the address asks for on top of what was typed before. `from` is the request to send again, to edit or to extend. */
export function startDraft(kept: Draft, asking: Asking, from: Earlier | null): Draft {
  if (from && asking.edit) return asItWas(from)
  if (from && asking.extend)
    return { ...again(from), ...customFrom(from), seconds: from.durationSeconds, extend: from.id }
  if (from?.narrower && asking.instead) return insteadOf(from, from.narrower.asked)
  if (from && asking.again) return { ...again(from), ...customFrom(from), seconds: from.durationSeconds }
  const accountId = (asking.account ?? kept.accountId).replaceAll('-', '')
  const other = accountId !== kept.accountId || (asking.set !== undefined && asking.set !== kept.setArn)
  if (!other) return { ...kept, extend: null }
  return { ...kept, accountId, also: [], setArn: asking.set ?? '', seconds: null, extend: null }
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

/** A custom set that was written before, to be written on; none where there is none. */
export function customFrom({ custom }: Pick<Earlier, 'custom'>): Pick<Draft, 'custom' | 'madeFrom'> {
  return { custom: custom ? draftOf(custom) : null, madeFrom: custom ?? undefined }
}

/** All of what was typed, to be changed; a start that is over is none. */
function asItWas(from: Earlier): Draft {
  const { durationSeconds, startsAt, extends: extend, urgent, denied } = from
  const start = Date.parse(startsAt ?? '')
  return {
    ...again(from),
    seconds: durationSeconds,
    start: start > now.value ? localTime(start) : '',
    extend,
    urgent: urgent === true,
    ...customFrom(from),
    denied: denied
      ? { action: denied.action, ...(denied.resource && { resource: denied.resource }) }
      : undefined,
  }
}

/** What somebody who said no offered: the reason and the ticket stay. */
function insteadOf(from: Request, offered: Asked): Draft {
  const { permissionSetArn = '', custom, durationSeconds } = offered
  return {
    ...again(from),
    setArn: permissionSetArn,
    seconds: durationSeconds,
    custom: custom ? draftOf(custom) : null,
  }
}

/** The draft against the catalog: what is chosen, and for how long it may be. */
export interface Chosen {
  readonly account: CatalogAccount | null
  /** Every account it is asked for in, that one first. */
  readonly accounts: readonly CatalogAccount[]
  /** Those that may be asked for in all of them. */
  readonly sets: CatalogAccount['permissionSets']
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
  open: readonly CatalogAccount[],
  minSeconds: number,
  longest = Infinity,
): Chosen {
  const ids = [draft.accountId, ...draft.also]
  const accounts = ids.flatMap((wanted) => open.filter(({ id }) => id === wanted))
  const account = accounts.find(({ id }) => id === draft.accountId) ?? null
  const sets = account ? commonSets(accounts) : []
  // A set that was named and is not open is not replaced by another: somebody chooses anew.
  const only = sets.length === 1 && draft.setArn === '' && !draft.extend ? sets[0] : undefined
  const found = sets.find(({ arn, name }) => draft.setArn === arn || draft.setArn === name) ?? only ?? null
  const set = draft.custom ? null : found
  const maxSeconds = Math.min(draft.custom ? customSeconds : (set?.maxSeconds ?? 0), longest)
  const usual = set || draft.custom ? usualDuration(minSeconds, maxSeconds) : 0
  return {
    account,
    accounts,
    sets,
    set,
    maxSeconds,
    seconds: draft.seconds === null ? usual : Math.min(draft.seconds, maxSeconds),
  }
}

export type FieldName =
  | 'account'
  | 'set'
  | 'label'
  | 'managed'
  | 'policy'
  | 'duration'
  | 'why'
  | 'ticket'
  | 'start'

/** The first thing that is missing, in the order of the form. */
export function missing(draft: Draft, { account, set }: Chosen): FieldName | null {
  if (!account) return 'account'
  if (draft.custom) return missingOf(draft.custom) ?? missingWhy(draft)
  return set ? missingWhy(draft) : 'set'
}

function missingWhy(draft: Draft): FieldName | null {
  if (draft.urgent && !draft.ticket.trim()) return 'ticket'
  if (!isReason(draft.why)) return 'why'
  return draft.start && !mayStart(draft.start, now.value) ? 'start' : null
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
    ...startAsked(draft),
    ...(draft.extend ? { extends: draft.extend } : {}),
    ...(draft.urgent ? { urgent: true } : {}),
    ...(draft.denied ? { denied: draft.denied } : {}),
  }
}

/** An extension starts where the session ends. */
function startAsked({ start, extend }: Draft): Pick<Asked, 'startsAt'> {
  const startsAt = extend ? null : startOf(start)
  return startsAt ? { startsAt } : {}
}

function accessAsked(
  { custom, madeFrom }: Draft,
  set: Chosen['set'],
): Pick<Asked, 'permissionSetArn' | 'custom'> | null {
  if (custom) return { custom: madeFrom && isUnchanged(custom, madeFrom) ? madeFrom : customOf(custom) }
  return set && { permissionSetArn: set.arn }
}

function isUnchanged(custom: CustomDraft, from: NonNullable<Asked['custom']>): boolean {
  return JSON.stringify(customOf(custom)) === JSON.stringify(customOf(draftOf(from)))
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
  startsAt: 'start',
  'custom.label': 'label',
  'custom.inlinePolicy': 'policy',
  'custom.managedPolicyArns': 'managed',
}

/** The field a refusal is about; `null` for one that stands at the button. */
export function placeOf(problem: Problem): FieldName | null {
  return places[keyOf(problem)] ?? fields[problem.field?.replace(/\.\d+$/, '') ?? ''] ?? null
}

function accessKey({ accountId, setArn, custom }: Draft): string {
  return [accountId, setArn, custom !== null].join(' ')
}

/** What was typed, kept while the page is open; for whoever typed it. */
const kept: Signal<Draft> = signal(carry('draft', () => kept.value) ?? blank)
let keptBy = seen.value?.me.id

function keptHere(): Draft {
  const me = seen.value?.me.id
  const draft = me === keptBy ? kept.value : blank
  keptBy = me
  return draft
}

export interface AskForm {
  readonly draft: ReadonlySignal<Draft>
  readonly chosen: ReadonlySignal<Chosen>
  /** The field that was left out when Send was pressed, until it is filled. */
  readonly left: ReadonlySignal<FieldName | null>
  readonly sending: Command
  /** Of the first account. */
  readonly preview: Preview
  /** Of the others. */
  readonly elsewhere: Previews
  /** The shortest of what the server said is the longest, and where. */
  readonly bound: ReadonlySignal<Bound | null>
  /** The request that goes when this one is sent; `null` unless one is edited that still waits. */
  readonly replaces: Request | null
  /** The one whose session is made longer, as long as the draft still does that. */
  readonly extending: ReadonlySignal<Request | null>
  /** It is gone, and this one is not sent yet. */
  readonly gone: Signal<boolean>
  readonly outcomes: Signal<Outcomes>
  edit(change: Partial<Draft>): void
  /** Leaves out every account but these. */
  keepOnly(keeps: (account: CatalogAccount) => boolean): void
  /** Whether everything is there; if not, `left` says what is not. */
  check(): boolean
  asked(): Asked | null
  forget(): void
}

export interface Bound {
  readonly seconds: number
  readonly rule: string
  readonly accountId: string
}

function strictest(
  { accountId, also }: Draft,
  first: Preview['shown']['value'],
  others: Previews['shown']['value'],
): Bound | null {
  const named = also.map((id) => [id, others.get(id)?.preview] as const)
  const bounds = [[accountId, first] as const, ...named].flatMap(([id, known]) =>
    known ? [{ ...known.longest, accountId: id }] : [],
  )
  return bounds.toSorted((a, b) => a.seconds - b.seconds)[0] ?? null
}

/** `from` is the request that is sent again, edited or extended, if the address names one. */
export function askForm(asking: Asking, from: Earlier | null): AskForm {
  kept.value = startDraft(keptHere(), asking, from)
  const sending = command()
  const pressed = signal(false)
  const preview = previewing()
  const elsewhere = previews()
  const bound = computed(() => strictest(kept.value, preview.shown.value, elsewhere.shown.value))
  const choice = computed(() =>
    chosen(kept.value, catalog() ?? [], seen.value?.minSeconds ?? 0, bound.value?.seconds),
  )
  const gap = computed(() => missing(kept.value, choice.value))
  /** Who is asked and for how long is said of one access: of another it would be wrong until the next answer. */
  const write = (change: Partial<Draft>) => {
    const before = accessKey(kept.value)
    kept.value = { ...kept.value, ...change }
    if (accessKey(kept.value) === before) return
    void preview.look(null)
    void elsewhere.look(null, [])
  }
  return {
    draft: kept,
    chosen: choice,
    left: computed(() => (pressed.value ? gap.value : null)),
    sending,
    preview,
    elsewhere,
    bound,
    replaces: asking.edit && from && waiting.has(from.status) ? from : null,
    extending: computed(() => (asking.extend && kept.value.extend === from?.id ? from : null)),
    gone: signal(false),
    outcomes: signal(nothingSent),
    edit(change) {
      write(change)
      sending.forget()
    },
    keepOnly(keeps) {
      const [accountId = '', ...also] = choice.value.accounts.filter(keeps).map(({ id }) => id)
      const { set } = choice.value
      write({ accountId, also, setArn: set?.arn ?? kept.value.setArn })
    },
    check() {
      pressed.value = true
      return gap.value === null
    },
    asked: () => askedOf(kept.value, choice.value),
    forget: () => (kept.value = blank),
  }
}
