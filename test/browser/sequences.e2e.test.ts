import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Request } from '../../schema/contract/requests.ts'
import { Random } from '../sim/random.ts'
import { accountId, setArn } from '../stack/stack.ts'
import { RealDevice } from './device.ts'
import { startBrowserStage, type BrowserStage } from './stage.ts'

/*
 * The random sequences of test/sequences in real Chromium on the real stack: in each a real worker is stopped, and a
 * device is without a network for seconds in which it grows ten minutes older. Few of them: `FROM=1 SEQUENCES=100 npm run
 * e2e -- test/browser/sequences.e2e.test.ts` plays a hundred, and docs/RELIABILITY.md has what they showed.
 */

const [sequences, from] = [Number(process.env['SEQUENCES'] ?? 3), Number(process.env['FROM'] ?? 1)]
const tenMinutesMs = 600_000
/** A look twice a minute finds what a stopped worker was not told. */
const patienceMs = 50_000

interface Sent {
  readonly id: string
  readonly at: number
}

let stage: BrowserStage
let viewer: RealDevice
let owners: readonly RealDevice[]
let sent: Sent[] = []
/** Why something was not sent: offline, or stopped on the way. */
let refused: string[] = []
let combination = 0

beforeAll(async () => {
  stage = await startBrowserStage()
  viewer = await RealDevice.signedIn(stage, 'sequences-viewer', 'Viewer One')
  owners = [
    await RealDevice.signedIn(stage, 'sequences-owner', 'Owner One'),
    await RealDevice.signedIn(stage, 'sequences-owner-2', 'Owner One'),
  ]
})
afterAll(() => stage.stop())

async function submit(): Promise<void> {
  const accounts = ['prod-web', 'stage-web', 'dev-web']
  const sets = ['ReadOnly', 'ViewOnly', 'SupportUser', 'PowerUser', 'DatabaseOperator']
  const n = combination++
  const at = Date.now()
  const answer = await viewer.call('open', {
    accountId: accountId(accounts[n % 3]!),
    permissionSetArn: setArn(sets[n % 5]!),
    durationSeconds: 900,
    justification: 'One of many in a sequence. INC-4412',
  })
  if (answer?.ok) sent.push({ id: answer.output!.id, at })
  else refused.push(answer?.problem?.type ?? 'no answer')
}

async function decide(random: Random): Promise<void> {
  const device = random.pick(owners)
  const { toDecide } = await device.now()
  if (toDecide.length === 0) return
  const verdict = random.happens(0.3) ? 'approve' : 'reject'
  const comment = verdict === 'reject' ? { comment: 'Which ticket is this for?' } : {}
  await device.call('decide', { id: random.pick(toDecide), decision: verdict, ...comment })
}

async function withdraw(): Promise<void> {
  const { mine } = await viewer.now()
  const open = mine.find((row) => row.endsWith(' pending'))
  if (open) await viewer.call('withdraw', { id: open.split(' ')[0] })
}

async function leave(device: RealDevice, random: Random, meanwhile: () => Promise<unknown>): Promise<void> {
  // A worker that starts while its browser is offline is not cut off: it has to be there before.
  await device.call('summary', {})
  await device.setOffline(true)
  expect((await device.call('summary', {}))?.ok).not.toBe(true)
  await submit()
  await meanwhile()
  await sleep(random.between(300, 2_000))
  await device.growOlder(tenMinutesMs)
  await device.setOffline(false)
  // The browser's emulation leaves a live connection as it is; ten minutes of silence end it, and then the worker.
  if (random.happens(0.5)) await device.stopWorker()
}

async function stopApi(): Promise<void> {
  await stage.stack.kill('API')
  await stage.stack.start('API')
}

/** In each a worker that is stopped and a device that is away, in any order, and two acts at random. */
async function play(seed: number): Promise<string[]> {
  const random = new Random(seed)
  const anyone = () => random.pick([...owners, viewer])
  const [stopped, away] = [anyone(), anyone()]
  const others: Record<string, () => Promise<unknown>> = {
    decide: () => decide(random),
    withdraw,
    look: () => anyone().look(),
    'stop the API': stopApi,
  }
  const other = () =>
    random.pick(['decide', 'decide', 'withdraw', 'look', seed % 10 === 0 ? 'stop the API' : 'decide'])
  const meanwhile = other()
  const acts: Record<string, () => Promise<unknown>> = {
    ...others,
    'stop a worker': () => stopped.stopWorker(),
    [`offline (meanwhile ${meanwhile})`]: () => leave(away, random, others[meanwhile]!),
  }
  const chosen = shuffled([...Object.keys(acts).slice(-2), other()], random)
  for (const name of chosen) {
    await submit()
    await acts[name]!()
    await sleep(random.between(20, 500))
  }
  await submit()
  if (random.happens(0.4)) return chosen
  // Somebody opens the popup there; the others find out by their alarm, at most half a minute later.
  await Promise.all([stopped.look(), away.look()])
  return [...chosen, 'look there']
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.below(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** What is left of a sequence, so that the next one may ask for it again. */
async function cleared(): Promise<void> {
  const comment = 'The sequence is over.'
  for (const { id } of await listed('owner', '/v1/requests?scope=to-decide'))
    await stage.stack.call('owner', 'POST', `/v1/requests/${id}/decision`, { decision: 'reject', comment })
  for (const { id } of await listed('viewer', '/v1/sessions?scope=mine'))
    await stage.stack.call('viewer', 'POST', `/v1/sessions/${id}/release`, {})
}

async function listed(who: 'viewer' | 'owner', path: string): Promise<readonly Request[]> {
  return (await stage.stack.call(who, 'GET', path)).body.items
}

async function disagreements(): Promise<string[]> {
  const first = (await listed('owner', '/v1/requests?scope=to-decide&part=first')).map(({ id }) => id)
  const mine = (await listed('viewer', '/v1/requests?scope=mine')).map(({ id, status }) => `${id} ${status}`)
  const found: string[] = []
  for (const owner of owners) {
    const { badge, toDecide } = await owner.now()
    if (toDecide.join() !== first.join())
      found.push(`${owner.name}: queue of ${toDecide.length}, not ${first.length}`)
    if (badge !== (first.length === 0 ? '' : String(first.length)))
      found.push(`${owner.name}: badge "${badge}"`)
  }
  const shown = (await viewer.now()).mine
  if (shown.join() !== mine.join()) found.push(`viewer: ${shown.join()}; not ${mine.join()}`)
  return found
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** What still disagrees after `patienceMs`; none, and how long it took, as soon as nothing does. */
async function settled(): Promise<{ readonly apart: readonly string[]; readonly ms: number }> {
  const calm = Date.now()
  for (;;) {
    const apart = await disagreements()
    const ms = Date.now() - calm
    if (apart.length === 0 || ms > patienceMs) return { apart, ms }
    await sleep(200)
  }
}

test(
  'after random sequences in real browsers badge, queue and the requester’s side agree on every device',
  { timeout: sequences * 90_000 + 60_000 },
  async () => {
    const times: number[] = []
    const wrong: string[] = []
    for (let seed = from; seed < from + sequences; seed++) {
      sent = []
      refused = []
      await cleared()
      for (const owner of owners) await owner.taken()
      const acts = await play(seed)
      const { apart, ms } = await settled()
      wrong.push(...apart.map((what) => `sequence ${seed}: ${what}`))
      const toBadge = (await Promise.all(owners.map(toBadges))).flat()
      times.push(...toBadge)
      console.log(
        `sequence ${seed}: ${acts.join(', ')}; ${sent.length} sent, refused: ${refused.join() || 'none'}; ` +
          `${apart.join() || 'all agree'} ${seconds(ms)} after it; submit to badge ${toBadge.map(seconds).join(', ')}`,
      )
    }
    const sorted = times.toSorted((a, b) => a - b)
    console.log(
      `${sequences} sequences, ${wrong.length} disagreements; submit to badge: n ${sorted.length}, ` +
        `median ${seconds(sorted[sorted.length >> 1]!)}, last ${seconds(sorted.at(-1)!)}`,
    )
    expect(wrong).toEqual([])
    expect(sorted.length).toBeGreaterThanOrEqual(sequences)
  },
)

/** How long after it was sent each request stood in the queue with the badge beside it. */
async function toBadges(owner: RealDevice): Promise<number[]> {
  const showed = await owner.taken()
  return sent.flatMap(({ id, at }) => {
    const there = showed.find(
      ({ toDecide, badge }) => toDecide.includes(id) && badge === String(toDecide.length),
    )
    return there ? [there.at - at] : []
  })
}
