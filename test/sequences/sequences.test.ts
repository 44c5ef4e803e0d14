import '../../extension/test-browser.ts'
import { expect, test } from 'vitest'
import { backgroundCode } from './background-code.ts'
import { badgeApart, disagreements } from './judge.ts'
import { Sequence, type Shown } from './sequence.ts'

/** `SEQUENCES=1000` for more of them, `SEED=7` for that one. */
const { SEED: seed, SEQUENCES: many = '100' } = process.env
const seeds = seed ? [Number(seed)] : Array.from({ length: Number(many) }, (_, n) => n + 1)

/** Enough for the slowest way to find out: a look twice a minute, or a dead connection whose second ping is not answered. */
const calmMs = 60_000
const actsEach = 20

test(
  'after random sequences of acts and outages the badge, the queue and the requester’s side say what the API says',
  { timeout: 3_000 * seeds.length + 10_000 },
  async () => {
    const code = await backgroundCode()
    const wrong: string[] = []
    const shown: Shown[] = []
    const acts: Record<string, number> = {}
    for (const each of seeds) {
      const sequence = await Sequence.start(each, code)
      for (const device of sequence.devices)
        device.onAlarm = () => {
          const apart = badgeApart(device, sequence.time.now)
          if (apart) wrong.push(`seed ${each}: meanwhile on ${device.who}, ${device.link.state}, ${apart}`)
        }
      await sequence.play(actsEach)
      await sequence.time.advance(calmMs)
      for (const what of await disagreements(sequence)) wrong.push(`seed ${each}: ${what}`)
      shown.push(...sequence.shown)
      for (const [act, n] of Object.entries(sequence.acts)) acts[act] = (acts[act] ?? 0) + n
    }
    console.log(
      `${seeds.length} sequences: ${Object.entries(acts)
        .map((act) => act.join(' '))
        .join(', ')}`,
    )
    for (const line of timesOf(shown)) console.log(line)
    expect(wrong).toEqual([])
  },
)

/** From Send to the badge, by what the approver's device was at that moment; in the sequences' own time. */
function timesOf(shown: readonly Shown[]): string[] {
  return (['live', 'asleep', 'out of reach'] as const).map((device) => {
    const times = shown.filter((one) => one.device === device).map(({ ms }) => ms / 1000)
    const sorted = times.toSorted((a, b) => a - b)
    const at = (part: number) => (sorted[Math.ceil(part * sorted.length) - 1] ?? 0).toFixed(1)
    return `submit to badge, ${device}: n ${sorted.length}, median ${at(0.5)} s, p95 ${at(0.95)} s, last ${at(1)} s`
  })
}
