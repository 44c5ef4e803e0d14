import { minuteMs } from './durations.ts'

/** When those who may decide are reminded: at a quarter and three quarters of the window; of an urgent one soon, too. */
export interface Window {
  readonly openedAt: number
  readonly windowEndsAt: number
  readonly urgent: number
}

/** From then on a request stands before everybody who may decide it. */
export function movesUpAt({ openedAt, windowEndsAt }: Window): number {
  return openedAt + Math.ceil((windowEndsAt - openedAt) / 4)
}

/** The next reminder after `now`; `null` when no more is due in the window. */
export function remindsNext(window: Window, now: number): number | null {
  const { openedAt, windowEndsAt, urgent } = window
  const threeQuarters = openedAt + Math.ceil(((windowEndsAt - openedAt) * 3) / 4)
  const soon = urgent === 1 ? [openedAt + 5 * minuteMs, openedAt + 15 * minuteMs] : []
  const due = [...soon, movesUpAt(window), threeQuarters].filter((at) => at > now && at < windowEndsAt)
  return due.length === 0 ? null : Math.min(...due)
}

const firstRemindMs = 5 * minuteMs
const remindEveryMs = 15 * minuteMs

/** From when the requester may remind them: after five minutes, then every fifteen. */
export function remindableFrom({
  openedAt,
  remindedAt,
}: {
  readonly openedAt: number
  readonly remindedAt: number | null
}): number {
  return remindedAt === null ? openedAt + firstRemindMs : remindedAt + remindEveryMs
}

/** Urgent requests one person may send in 24 hours. */
export const urgentADay = 3
/** Requests of any kind one person may send in 24 hours: so many times what may wait at once. */
export const openADay = 10
