import { expect, test } from 'vitest'
import { type Box, type Placed, place } from './place.ts'

const wide = { width: 1440, height: 900 }
const height = 560

test('nothing to keep clear of: at the right edge, under the bar', () => {
  expect(place(wide, height, null)).toEqual({ left: 968, top: 64, width: 448 })
})

test('a message at the left stays in view: the panel is right of it', () => {
  const message = { left: 264, top: 170, right: 936, bottom: 350 }
  expect(place(wide, height, message).left).toBeGreaterThan(message.right)
})

test('a message across the page: the panel goes below it', () => {
  const message = { left: 264, top: 100, right: 1416, bottom: 250 }
  expect(place(wide, height, message)).toMatchObject({ top: 274, left: 968 })
})

test('no room below: the panel goes left of it', () => {
  const message = { left: 700, top: 300, right: 1416, bottom: 700 }
  const panel = place(wide, height, message)
  expect(panel.left + panel.width).toBeLessThan(message.left)
})

test('a narrow window: below the message, full width', () => {
  const message = { left: 20, top: 100, right: 780, bottom: 200 }
  expect(place({ width: 800, height: 900 }, height, message)).toEqual({ left: 16, top: 224, width: 768 })
})

test('wherever there is room beside or below, the message is never covered', () => {
  for (let left = 0; left <= 900; left += 60) {
    for (let top = 50; top <= 260; top += 30) {
      const message = { left, top, right: left + 400, bottom: top + 60 }
      expect(covers(place(wide, height, message), message), JSON.stringify(message)).toBe(false)
    }
  }
})

function covers(panel: Placed, message: Box): boolean {
  const across = panel.left < message.right && panel.left + panel.width > message.left
  return across && panel.top < message.bottom && panel.top + height > message.top
}
