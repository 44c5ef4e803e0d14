import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** Far from a stack somebody works with, and from the tests' one. */
const portOffset = '12000'

/**
 * The kill -9 loop: `npm run chaos -- --rounds 210 [--from 0] [--seed S] [--verbose]`. Round n aims at the n-th gap and part,
 * so a long run may be cut in ranges. Exits 1 unless nothing is lost, nothing left over and every round has hit.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '21' },
      from: { type: 'string', default: '0' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      verbose: { type: 'boolean', default: false },
    },
  })
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-chaos-'))
  process.env['HALLPASS_STATE'] = folder
  process.env['HALLPASS_PORT_OFFSET'] ??= portOffset
  // Only now: the ports and the folder are read when these are.
  const { run } = await import('./chaos/run.ts')
  const { rounds, from, seed, verbose } = values
  const how = { rounds: Number(rounds), from: Number(from), seed: Number(seed), folder, verbose }
  const isGood = await run(how)
  await rm(folder, { recursive: true, force: true })
  process.exit(isGood ? 0 : 1)
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
