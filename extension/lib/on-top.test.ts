// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { seenForMs, watchOnTop } from './on-top.ts'

/** Where `isVisible` is not known we look who is hit at the button; happy-dom knows neither, so we say. */
let hit: Element | null = null
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('IntersectionObserverEntry', class {})
  document.elementFromPoint = () => hit
})
afterEach(() => {
  vi.useRealTimers()
})

test('a button counts once it was on top for the whole time, and no longer once something covers it', () => {
  const end = new AbortController()
  const host = document.createElement('div')
  const isOnTop = watchOnTop(document.createElement('button'), host, end.signal)
  hit = host
  vi.advanceTimersByTime(seenForMs)
  expect(isOnTop()).toBe(false)
  vi.advanceTimersByTime(100)
  expect(isOnTop()).toBe(true)
  hit = document.body
  vi.advanceTimersByTime(100)
  expect(isOnTop()).toBe(false)
  end.abort()
})
