import { isolated, t } from './text.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** From here on seconds are shown, and tick. */
export const secondsFromMs = 600_000

/** "41 min left", "6 min 10 s left", "2 h 5 min left". */
export function left(ms: number): string {
  return t('ui_left', { time: span(ms) })
}

/** "41 min", "6 min 10 s", "2 h 5 min", "3 d 4 h": minutes down to 10, then minutes and seconds. */
export function span(ms: number): string {
  return isolated(units(ms))
}

function units(ms: number): string {
  const rest = Math.max(0, ms)
  if (rest >= dayMs) return two(rest, dayMs, 'd', hourMs, 'h')
  if (rest >= hourMs) return two(rest, hourMs, 'h', minuteMs, 'min')
  if (rest > secondsFromMs) return `${Math.floor(rest / minuteMs)} min`
  if (rest >= minuteMs) return two(rest, minuteMs, 'min', secondMs, 's')
  return `${Math.floor(rest / secondMs)} s`
}

/** "15 min", "1 h", "1 h 30 min", "2 d". */
export function duration(seconds: number): string {
  return seconds >= 600 && seconds < 3600
    ? isolated(`${Math.floor(seconds / 60)} min`)
    : span(seconds * secondMs)
}

/** "6 min ago", "just now". */
export function ago(iso: string, now: number): string {
  const ms = now - Date.parse(iso)
  return ms < minuteMs ? t('ui_just_now') : t('ui_ago', { time: one(ms) })
}

/** "40 min", "3 h", "2 d": one unit, rounded down. */
export function one(ms: number): string {
  return isolated(oneUnit(ms))
}

function oneUnit(ms: number): string {
  if (ms >= dayMs) return `${Math.floor(ms / dayMs)} d`
  if (ms >= hourMs) return `${Math.floor(ms / hourMs)} h`
  if (ms >= minuteMs) return `${Math.floor(ms / minuteMs)} min`
  return `${Math.max(0, Math.floor(ms / secondMs))} s`
}

/** "03:55 CET". */
export function clockTime(iso: string, timeZone?: string): string {
  return isolated(`${hoursMinutes(iso, timeZone)} ${zone(iso, timeZone)}`)
}

/** "Tue 02:55 CET" within a week, "24 Dec 02:55 CET" beyond. */
export function dayTime(iso: string, now = Date.now(), timeZone?: string): string {
  const near = Math.abs(Date.parse(iso) - now) < 6 * dayMs
  const day: Intl.DateTimeFormatOptions = near ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  return `${format(iso, day, timeZone)} ${clockTime(iso, timeZone)}`
}

/** The clock alone on the same day, else with the day: what a sentence says. */
export function at(iso: string, now = Date.now(), timeZone?: string): string {
  if (Number.isNaN(Date.parse(iso))) return iso
  const day: Intl.DateTimeFormatOptions = { dateStyle: 'short' }
  const today = format(new Date(now).toISOString(), day, timeZone)
  return format(iso, day, timeZone) === today ? clockTime(iso, timeZone) : dayTime(iso, now, timeZone)
}

/** "2026-11-23 02:55 UTC". */
export function utc(iso: string): string {
  const time = new Date(iso).toISOString()
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}

/** "1111-2222-3333", for reading; copied without the dashes. */
export function groups(accountId: string): string {
  return accountId.replace(/\d{4}(?=\d)/g, '$&-')
}

function two(ms: number, bigMs: number, big: string, smallMs: number, small: string): string {
  const n = Math.floor((ms % bigMs) / smallMs)
  const first = `${Math.floor(ms / bigMs)} ${big}`
  return n === 0 ? first : `${first} ${n} ${small}`
}

function hoursMinutes(iso: string, timeZone?: string): string {
  return format(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, timeZone)
}

/** English regions each name only their own zones by letters; elsewhere it is an offset. */
function zone(iso: string, timeZone?: string): string {
  for (const locale of ['en-GB', 'en-US', 'en-AU', 'en-IN']) {
    const name = zoneIn(locale, iso, timeZone)
    if (!/[+\d]/.test(name)) return name
  }
  return zoneIn('en-GB', iso, timeZone)
}

function zoneIn(locale: string, iso: string, timeZone?: string): string {
  const parts = formatter(locale, { timeZoneName: 'short', timeZone }).formatToParts(new Date(iso))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

function format(iso: string, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  return formatter(t('ui_locale') || 'en-GB', { ...options, timeZone }).format(new Date(iso))
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making one takes milliseconds, so each is made once, and anew on a computer that travels to another zone. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options, new Date().getTimezoneOffset()])
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formatters.set(key, made)
  return made
}
