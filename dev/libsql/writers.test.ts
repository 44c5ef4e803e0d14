import { beforeEach, expect, test } from 'vitest'
import { Writers } from './writers.ts'

const [a, b, c] = [{}, {}, {}]
let writers: Writers

beforeEach(async () => {
  writers = new Writers()
  await writers.enter(a)
})

test('the lock goes to whoever came first, before anybody else can ask', async () => {
  const turns = [writers.enter(b), writers.enter(c)]
  writers.leave(a)
  expect(writers.holds(b)).toBe(true)
  await turns[0]
  writers.leave(b)
  await turns[1]
  expect(writers.holds(c)).toBe(true)
})

test('who leaves the queue is told so and is passed over', async () => {
  const [left, next] = [writers.enter(b), writers.enter(c)]
  writers.leave(b)
  await expect(left).rejects.toMatchObject({ code: 'STREAM_CLOSED' })
  writers.leave(a)
  await next
  expect(writers.holds(c)).toBe(true)
})

test('who leaves between its turn and waking up does not go on without the lock', async () => {
  const [left, next] = [writers.enter(b), writers.enter(c)]
  writers.leave(a)
  writers.leave(b)
  await expect(left).rejects.toMatchObject({ code: 'STREAM_CLOSED' })
  await next
  expect(writers.holds(c)).toBe(true)
})

test('leaving without being there takes nothing from the holder', () => {
  writers.leave(b)
  expect(writers.holds(a)).toBe(true)
})
