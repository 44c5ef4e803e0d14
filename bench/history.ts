import { parseArgs } from 'node:util'
import { startCounting, type Counter } from './history/counter.ts'
import { fill } from './history/filling.ts'
import { questions, type Asked } from './history/questions.ts'

interface Read {
  readonly rowsRead: number
  readonly answered: number
  readonly batches: number
}

/**
 * Rows read by every list and filter among 1,000 and 1,000,000 requests, counted by the cursor of a Durable Object's
 * SQLite. `npm run bench:history [-- --sizes 1000,1000000]`; exits 1 beyond ENGINE 3's bounds.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,1000000' } } })
  const sizes = values.sizes.split(',').map(Number)
  const runtime = await startCounting()
  try {
    const found: Read[][] = []
    for (const size of sizes) found.push(await readAt(runtime.counter(`of-${size}`), size))
    report(sizes, found)
  } finally {
    await runtime.stop()
  }
}

async function readAt(counter: Counter, size: number): Promise<Read[]> {
  const from = Date.now()
  await fill(counter, size)
  console.error(`${size} requests in ${((Date.now() - from) / 1000).toFixed(0)} s`)
  const found: Read[] = []
  for (const { ask } of questions) {
    counter.taken()
    const { answered } = await ask(counter.db)
    found.push({ ...counter.taken(), answered })
  }
  return found
}

/** ENGINE 3; one row beyond the page says whether there is a next one. */
function boundOf({ owned, looks, ties, most }: Asked, answered: number): number {
  return most ?? (looks ? 200 : answered) + 1 + 10 + (ties ? 8 : 0) + 10 * owned
}

function report(sizes: readonly number[], found: readonly (readonly Read[])[]): void {
  const line = (name: string, cells: readonly (string | number)[]): void =>
    console.log(name.padEnd(34) + cells.map((cell) => String(cell).padStart(12)).join(''))
  line('rows read, of requests', [...sizes.map((size) => size.toLocaleString('en')), 'bound', ''])
  const lists = questions.map((question, i) => {
    const reads = found.map((at) => at[i]!)
    const bound = Math.max(...reads.map(({ answered }) => boundOf(question, answered)))
    const isWithin = reads.every(({ rowsRead }) => rowsRead <= bound)
    const isSame = reads.every(({ rowsRead }) => rowsRead === reads[0]!.rowsRead)
    line(question.name, [
      ...reads.map(({ rowsRead }) => rowsRead),
      bound,
      isWithin ? (isSame ? 'same' : '') : 'BEYOND',
    ])
    return { name: question.name, rowsRead: reads.map(({ rowsRead }) => rowsRead), bound, isWithin, isSame }
  })
  const beyond = lists.filter(({ isWithin }) => !isWithin).map(({ name }) => name)
  const differ = lists.filter(({ isSame }) => !isSame).map(({ name }) => name)
  console.log(JSON.stringify({ sizes, lists, beyond, differ }))
  if (beyond.length > 0) process.exitCode = 1
}

await main()
