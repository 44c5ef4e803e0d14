/*
 * npm run sim:mutants [-- NAME…]: every seeded bug must be caught. Each patch of test/sim/mutants is applied to a copy
 * of the code and run until the first violation, from several first seeds. Exits 1 on a survivor, or on a patch that
 * does not apply any more.
 */
import { readdirSync } from 'node:fs'
import { mutated } from './mutated.ts'
import { runSlice } from './run-slices.ts'

interface Tried {
  readonly name: string
  readonly caught: boolean
  readonly medianRuns: number | null
}

const firstSeeds = [1, 200_001, 400_001]
const mostSeeds = 1_500
const atOnce = 2

const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '')
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const names = readdirSync(new URL('mutants', import.meta.url))
  .map((file) => file.replace(/\.patch$/, ''))
  .filter((name) => asked.length === 0 || asked.includes(name))
  .toSorted()

const waiting = [...names]
const mutants: Tried[] = []
await Promise.all(Array.from({ length: atOnce }, () => work()))
mutants.sort((one, other) => (one.name < other.name ? -1 : 1))
const caught = mutants.filter((mutant) => mutant.caught).length
console.log(JSON.stringify({ mutants, caught, total: names.length }))
process.exitCode = caught === names.length ? 0 : 1

async function work(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const tried = await tryOne(name)
    console.log(tried.caught ? `caught    ${name}, median ${tried.medianRuns} runs` : `SURVIVED  ${name}`)
    mutants.push(tried)
  }
}

async function tryOne(name: string): Promise<Tried> {
  try {
    await using copy = await mutated(root, name)
    const runs: number[] = []
    for (const from of firstSeeds) runs.push(await runsToCatch(copy.root, from))
    runs.sort((one, other) => one - other)
    const medianRuns = runs[1]!
    return { name, caught: medianRuns < Infinity, medianRuns: medianRuns < Infinity ? medianRuns : null }
  } catch (error) {
    console.log(`${name} does not apply: ${String(error).split('\n')[0]}`)
    return { name, caught: false, medianRuns: null }
  }
}

async function runsToCatch(copy: string, first: number): Promise<number> {
  let runs = 0
  while (runs < mostSeeds) {
    const left = { from: first + runs, count: mostSeeds - runs }
    const { tried, isBroken } = await untilBroken(copy, left)
    runs += tried
    if (!isBroken) return Infinity
    // A world that breaks without the bug catches nothing.
    const bare = await untilBroken(root, { from: first + runs - 1, count: 1 })
    if (!bare.isBroken) return runs
  }
  return Infinity
}

async function untilBroken(of: string, seeds: { readonly from: number; readonly count: number }) {
  let tried = 0
  let isBroken = false
  await runSlice({ root: of, step: 1, ...seeds, flags: ['--until-first'] }, (outcome) => {
    tried++
    isBroken ||= outcome.violations.length > 0
  })
  return { tried, isBroken }
}
