const furthestMs = 30 * 24 * 60 * 60_000

/** The instant of what a field for a local time holds ("2026-11-24T09:00"); `null` where it holds none. */
export function startOf(local: string): string | null {
  const at = Date.parse(local)
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** From now to 30 days ahead: the server holds to the same, by its own clock. */
export function mayStart(local: string, now: number): boolean {
  const at = Date.parse(local)
  return at >= now && at <= now + furthestMs
}

/** The first and the last time that may be chosen. */
export function startBounds(now: number): { readonly min: string; readonly max: string } {
  return { min: localTime(now + 60_000), max: localTime(now + furthestMs) }
}

/** As the browser's field writes it. */
export function localTime(ms: number): string {
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
