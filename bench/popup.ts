import { parseArgs } from 'node:util'
import { buildExtension } from '../dev/extension-build.ts'
import { startBench } from './popup/browser.ts'
import { consoleTasks } from './popup/console-tasks.ts'
import { firstPaints, type Paint, type Paints } from './popup/first-paint.ts'

const ratioBound = 1.4

/**
 * The first paint of the popup with a stored session beside that of an empty extension's popup, both opened as the
 * browser opens them, in turn: from the press, and from the navigation within it alone. Then the longest task our
 * content scripts make in a page of the console. `npm run bench:popup [-- --times 25]`; exits 1 beyond the bound.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { times: { type: 'string', default: '25' } } })
  await buildExtension()
  const bench = await startBench()
  try {
    const paints = await firstPaints(bench, Number(values.times))
    line('first paint, ms', ['median', 'p10', 'p90', 'n'])
    const opened = compared('from the press', paints, ({ sincePress }) => sincePress)
    const page = compared('from its navigation', paints, ({ sinceNavigation }) => sinceNavigation)
    line('bound of each ratio', [ratioBound])
    const tasks = await consoleTasks(bench)
    line('content script, ms', ['longest', 'altogether'])
    for (const task of tasks) line(task.page, [task.longest, task.altogether])
    console.log(JSON.stringify({ opened, page, bound: ratioBound, tasks }))
    if (Math.max(opened.ratio, page.ratio) > ratioBound) process.exitCode = 1
  } finally {
    await bench.stop()
  }
}

function compared(what: string, { ours, empty }: Paints, of: (paint: Paint) => number) {
  const [popup, bare] = [spread(ours.map(of)), spread(empty.map(of))]
  const ratio = popup.median / bare.median
  line(`${what}: stored session`, [popup.median, popup.p10, popup.p90, ours.length])
  line(`${what}: empty popup`, [bare.median, bare.p10, bare.p90, empty.length])
  line(`${what}: ratio of medians`, [ratio.toFixed(2)])
  return { popup, empty: bare, ratio }
}

function spread(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) }
}

function line(name: string, cells: readonly (string | number)[]): void {
  const said = cells.map((cell) =>
    typeof cell === 'number' && !Number.isInteger(cell) ? cell.toFixed(1) : cell,
  )
  console.log(name.padEnd(36) + said.map((cell) => String(cell).padStart(12)).join(''))
}

await main()
