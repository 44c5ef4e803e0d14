import { weekdays, type Times } from '../../schema/contract/rules.ts'

type Window = Times['weekly'][number]
const dayMinutes = 24 * 60

/** Whether this instant (ms) is within one of the windows, on the clock of their zone. */
export function isWithin({ zone, weekly }: Times, at: number): boolean {
  const { day, minute } = localTime(zone, at)
  return weekly.some((window) => covers(window, day, minute))
}

/** A window that ends before it begins goes on into the next day. */
function covers({ days, from, to }: Window, day: number, minute: number): boolean {
  const [begins, ends] = [minutesOf(from), minutesOf(to)]
  const on = (n: number) => days.includes(weekdays[(n + 7) % 7]!)
  if (begins < ends) return on(day) && minute >= begins && minute < ends
  return (on(day) && minute >= begins) || (on(day - 1) && minute < ends)
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return hours! * 60 + minutes!
}

/** One takes 30 KB, and a zone has as many names as it can be spelled: one for each rule there may be, and some. */
const mostClocks = 250
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  if (clocks.size >= mostClocks) clocks.clear()
  clocks.set(zone, made)
  return made
}

/** The day of the week from Monday, and the minute of the day. */
export function localTime(zone: string, at: number): { day: number; minute: number } {
  const parts = clockOf(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)!.value
  const minute = (Number(part('hour')) * 60 + Number(part('minute'))) % dayMinutes
  return { day: weekdays.findIndex((name) => name === part('weekday').toLowerCase()), minute }
}
