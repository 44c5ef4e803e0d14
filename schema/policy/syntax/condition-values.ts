import { shown } from './json.ts'

interface Reading {
  readonly of: RegExp
  readonly can: (value: string) => boolean
  readonly wants: string
}

const readings: readonly Reading[] = [
  { of: /^(?:bool|null)$/, can: (value) => /^(?:true|false)$/i.test(value), wants: 'true or false' },
  { of: /^numeric/, can: (value) => /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value), wants: 'a number' },
  { of: /^date/, can: isDate, wants: 'a date, as 2026-11-30T09:00:00Z' },
  { of: /ipaddress$/, can: isAddress, wants: 'an address or a range of addresses' },
]

/** `operator` as `baseOf` gives it; null when its value can be read. */
export function wrongWithValue(operator: string, value: string): string | null {
  const reading = readings.find(({ of }) => of.test(operator))
  if (!reading || reading.can(value)) return null
  return `“${shown(value)}” is not ${reading.wants}`
}

/** W3C's date and time formats, or seconds since 1970. */
function isDate(value: string): boolean {
  if (/^\d{1,13}$/.test(value)) return true
  const form = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/
  return form.test(value) && !Number.isNaN(Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
}

function isAddress(value: string): boolean {
  const [address, bits, ...more] = value.split('/')
  if (more.length > 0) return false
  const most = isV4(address!) ? 32 : isV6(address!) ? 128 : -1
  return most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
}

function isV4(address: string): boolean {
  const parts = address.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
}

function isV6(address: string): boolean {
  const [head, tail, ...more] = address.split('::')
  if (more.length > 0) return false
  const groups = [...groupsIn(head!), ...groupsIn(tail ?? '')]
  return groups.every(isGroup) && (tail === undefined ? groups.length === 8 : groups.length < 8)
}

function groupsIn(half: string): readonly string[] {
  return half === '' ? [] : half.split(':')
}

function isGroup(group: string): boolean {
  return /^[0-9a-f]{1,4}$/i.test(group)
}
