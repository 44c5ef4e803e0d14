import '../../test-browser.ts'
import { expect, test } from 'vitest'
import { owner as me, sampleSeen } from '../../test-samples.ts'
import { seen } from '../seen.ts'
import { watchPerson } from './person.ts'

test('another person starts with a page of their own, the same one goes on', () => {
  let left = 0
  const stop = watchPerson(() => left++)
  seen.value = sampleSeen()
  seen.value = null
  seen.value = sampleSeen()
  expect(left).toBe(0)
  seen.value = sampleSeen({ me: { ...me, id: 'somebody-else' } })
  expect(left).toBe(1)
  stop()
})
