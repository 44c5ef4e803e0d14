import { expect, test } from 'vitest'
import { aimOf, Aims, hitsByGap } from './aims.ts'
import { gaps } from './gaps.ts'
import { parts } from './stack.ts'

const all = (from: number, rounds: number) => Array.from({ length: rounds }, (_, i) => aimOf(from + i))

test('210 rounds aim 30 times at each gap, ten times with each part', () => {
  const aims = all(0, 210)
  for (const gap of gaps)
    for (const part of parts)
      expect(aims.filter((aim) => aim.gap === gap && aim.part === part)).toHaveLength(10)
})

test('ranges aim at what one run would have aimed at', () => {
  expect([...all(0, 100), ...all(100, 110)]).toEqual(all(0, 210))
})

test('a kill that missed leaves its round open, and does not count', () => {
  const aims = new Aims(0, 7)
  const first = aims.openFor('decide')!
  aims.missed.push(first)
  expect(aims.openFor('decide')).toBe(first)
  expect(hitsByGap(aims)['decide']).toBe(0)
})

test('all is done once each round has hit', () => {
  const aims = new Aims(0, 14)
  for (const gap of [...gaps, ...gaps]) aims.close(aims.openFor(gap)!)
  expect(aims.areDone).toBe(true)
})
