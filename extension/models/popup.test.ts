import '../test-browser.ts'
import { expect, test } from 'vitest'
import { iso, sampleRequest, sampleSeen, sampleSession, storyNow } from '../test-samples.ts'
import { type Content, faceOf, type PopupState } from './popup.ts'
import { type Standing, unknown } from './standing.ts'

function stateOf(standing: Partial<Standing>, part: Partial<PopupState> = {}): PopupState {
  return {
    standing: { ...unknown, now: storyNow, ...standing },
    busy: false,
    refused: null,
    siteOff: false,
    ending: null,
    online: {},
    reminded: [],
    ...part,
  }
}

function ready(standing: Partial<Standing>, part: Partial<PopupState> = {}): Content {
  const face = faceOf(
    stateOf({ link: { state: 'online', retryAt: null }, seen: sampleSeen(), ...standing }, part),
  )
  if (face.face !== 'ready') throw new Error(`The popup shows "${face.face}".`)
  return face
}

test('before anything is known it loads, and signed out it offers to sign in', () => {
  expect(faceOf(stateOf({})).face).toBe('loading')
  expect(faceOf(stateOf({ link: { state: 'signed-out', retryAt: null } }))).toEqual({
    face: 'sign-in',
    busy: false,
    failed: false,
  })
})

test('what was seen stays in view when somebody is signed out, with the way back in', () => {
  const content = ready({ link: { state: 'signed-out', retryAt: null } })
  expect(content).toMatchObject({ reachable: false, problem: { type: '/problems/signed-out' } })
})

test('no group has more than three rows', () => {
  const many = Array.from({ length: 5 }, (_, n) => sampleRequest({ id: `r${n}` }))
  const content = ready({ seen: sampleSeen({ mine: many, toDecide: many, sessions: many }) })
  expect([content.open, content.toDecide, content.sessions].map(({ length }) => length)).toEqual([3, 3, 3])
})

test('what was decided meanwhile, or ran out, is not waiting any more', () => {
  const mine = [sampleRequest({ status: 'rejected' }), sampleRequest({ windowEndsAt: iso(-1) })]
  expect(ready({ seen: sampleSeen({ mine }) }).open).toEqual([])
})

test('a session that reached its end is ending, whatever storage says, and stands after those in use', () => {
  const sessions = [sampleSession(-60, -1, { id: 'over' }), sampleSession(-5, 55, { id: 'runs' })]
  const shown = ready({ seen: sampleSeen({ sessions }) }).sessions
  expect(shown.map(({ id, status }) => [id, status])).toEqual([
    ['runs', 'active'],
    ['over', 'ending'],
  ])
})

test('the time of what is shown is said once it is older than a minute', () => {
  expect(ready({ now: storyNow + 59_000 }).asOf).toBeNull()
  expect(ready({ now: storyNow + 61_000 }).asOf).toBe(iso(0))
})

test('offline says when it was seen, and nothing that needs the network may be pressed', () => {
  const content = ready({ browserOnline: false, now: storyNow + 300_000 })
  expect(content).toMatchObject({
    reachable: false,
    asOf: null,
    problem: { type: '/problems/offline', params: { time: iso(0) } },
  })
})

test('a server that does not answer is tried again in so many seconds', () => {
  const link = { state: 'unreachable', retryAt: storyNow + 8_200 } as const
  expect(ready({ link }).problem).toEqual({ type: '/problems/unreachable', params: { n: '9' } })
})

test('a refusal of the last press is shown while the API is reached', () => {
  const refused = { type: '/problems/broken', params: { id: 'x' } }
  expect(ready({}, { refused }).problem).toBe(refused)
})

test('that the browser does not let us run on the console is said, after what stands in the way of everything', () => {
  expect(ready({}, { siteOff: true }).problem?.type).toBe('/problems/site-off')
  const cut = ready({ link: { state: 'unreachable', retryAt: null } }, { siteOff: true })
  expect(cut.problem?.type).toBe('/problems/unreachable')
})
