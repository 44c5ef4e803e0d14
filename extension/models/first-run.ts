import { computed, signal } from '@preact/signals'
import { browser } from 'wxt/browser'
import { allowSites, mayRun } from '../lib/site-access.ts'
import { connection, seen } from './seen.ts'

export type StepName = 'sign_in' | 'allow' | 'pin' | 'try'

/** One is next: the first that is neither done nor put off. */
export interface Step {
  readonly name: StepName
  readonly state: 'done' | 'next' | 'later'
}

const allowed = signal(false)
/** `null` where the browser does not tell. */
const pinned = signal<boolean | null>(null)
const skipped = signal(false)

export const steps = computed(() =>
  stepsOf({
    sign_in: seen.value !== null && connection.value !== 'signed-out',
    allow: allowed.value,
    pin: pinned.value === true || (skipped.value && 'later'),
    try: (seen.value?.mine.length ?? 0) > 0,
  }),
)

export function stepsOf(done: Readonly<Record<StepName, boolean | 'later'>>): readonly Step[] {
  const names: readonly StepName[] = ['sign_in', 'allow', 'pin', 'try']
  const next = names.find((name) => !done[name])
  return names.map((name) => ({
    name,
    state: done[name] === true ? 'done' : name === next ? 'next' : 'later',
  }))
}

export function skipPin(): void {
  skipped.value = true
}

export async function allow(): Promise<boolean> {
  const given = await allowSites()
  await look()
  return given
}

const lookMs = 1500

/** Follows what only the browser knows: neither of them says when somebody pins us in its own list. */
export function watchBrowser(): void {
  void look()
  setInterval(() => document.visibilityState === 'visible' && void look(), lookMs)
}

export async function look(): Promise<void> {
  const [mayRunNow, isOn] = await Promise.all([mayRun(), isOnToolbar()])
  allowed.value = mayRunNow
  pinned.value = isOn
}

async function isOnToolbar(): Promise<boolean | null> {
  const settings = await browser.action.getUserSettings?.()
  return settings?.isOnToolbar ?? null
}
