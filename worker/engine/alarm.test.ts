import { expect, test } from 'vitest'
import { bookNow, runAlarm } from './alarm.ts'
import type { Instant } from './ports.ts'

function platform(booked: Instant | null) {
  const self = { now: 1_000, booked, reports: [] as unknown[] }
  const timer = {
    read: async () => self.booked,
    set: async (at: Instant) => void (self.booked = at),
    clear: async () => void (self.booked = null),
  }
  const report = (error: unknown) => void self.reports.push(error)
  return { self, ports: { timer, clock: { now: () => self.now }, report } }
}

test('the next alarm is the one that the work asks for', async () => {
  const { self, ports } = platform(null)
  await runAlarm(async () => 5_000, ports)
  expect(self.booked).toBe(5_000)
})

test('an earlier alarm that somebody set meanwhile stays', async () => {
  const { self, ports } = platform(null)
  await runAlarm(async () => {
    self.booked = 1_001
    return 5_000
  }, ports)
  expect(self.booked).toBe(1_001)
})

test('a later alarm gives way', async () => {
  const { self, ports } = platform(9_000)
  await runAlarm(async () => 5_000, ports)
  expect(self.booked).toBe(5_000)
})

test('work that throws is reported and booked again', async () => {
  const { self, ports } = platform(null)
  await runAlarm(() => Promise.reject(new Error('broken')), ports)
  expect(self.reports).toHaveLength(1)
  expect(self.booked).toBeGreaterThan(1_000)
})

test('work whose process dies has its next alarm booked already, and soon', async () => {
  const { self, ports } = platform(null)
  const died = await Promise.race([runAlarm(() => new Promise<never>(() => {}), ports), settled()])
  expect(died).toBe('settled')
  expect(self.booked).toBeGreaterThan(1_000)
  expect(self.booked).toBeLessThanOrEqual(1_000 + 5_000)
})

const settled = () => new Promise<string>((done) => setImmediate(() => done('settled')))

test('work that is done books nothing', async () => {
  const { self, ports } = platform(null)
  await runAlarm(async () => null, ports)
  expect(self.booked).toBeNull()
})

test('whoever asks to be woken while the work takes long is not forgotten', async () => {
  const { self, ports } = platform(null)
  await runAlarm(async () => {
    self.now = 20_000
    await bookNow(ports.timer, self.now)
    return null
  }, ports)
  expect(self.booked).toBeLessThanOrEqual(20_000)
})

test('waking now sets an alarm that the platform lost anew, and leaves one that is about to ring', async () => {
  const lost = platform(1_000)
  await bookNow(lost.ports.timer, 100_000)
  expect(lost.self.booked).toBe(100_000)
  const ringing = platform(99_000)
  await bookNow(ringing.ports.timer, 100_000)
  expect(ringing.self.booked).toBe(99_000)
})
