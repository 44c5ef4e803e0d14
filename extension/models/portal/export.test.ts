import '../../test-browser.ts'
import { expect, test } from 'vitest'
import { iso, sampleRequest, sampleSession, storyNow } from '../../test-samples.ts'
import { csvOf, jsonLinesOf } from './csv.ts'

const { ProblemError } = await import('../../lib/call.ts')
const { exportOf, mostExported } = await import('./export.ts')

/** RFC 4180, as its grammar reads it. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}
const columnOf = (csv: string, name: string) => {
  const [head, ...rows] = parsed(csv)
  return rows.map((row) => row[head!.indexOf(name)])
}

test('each row has every column, lines end as RFC 4180 says, and quotes come back as they were typed', () => {
  const typed = 'It says "no",\r\nthen hangs\nagain'
  const csv = csvOf([sampleRequest({ justification: typed }), sampleSession(-5, 55)])
  expect(new Set(parsed(csv).map((row) => row.length)).size).toBe(1)
  expect(columnOf(csv, 'justification')[0]).toBe(typed)
  expect(csv.endsWith('\r\n')).toBe(true)
})

test.each([
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\tx', ' =1+1', '\u00a0=1+1', ' \u3000+1', '＝1', '=1;=2'].map(
    (typed) => [typed, `'${typed}`],
  ),
  ['\r=1', "'\r'=1"],
  ['\n x', "'\n x"],
  ["fine\n=cmd|'/C calc'!A0", "fine\n'=cmd|'/C calc'!A0"],
  ['one\r\n @two\r-three', "one\r\n' @two\r'-three"],
])('what a spreadsheet would run is text: %j', (typed, text) => {
  const csv = csvOf([sampleRequest({ justification: typed, requester: { id: '-x', name: typed } })])
  expect(columnOf(csv, 'justification')).toEqual([text])
  expect(columnOf(csv, 'requester')).toEqual([text])
  expect(columnOf(csv, 'requester_id')).toEqual(["'-x"])
})

test('every cell is in quotes, so that none ends at a semicolon either', () => {
  const csv = csvOf([sampleRequest({ justification: 'need it;=1+1' })])
  expect(csv).toContain(',"need it;=1+1",')
  expect(csv.replaceAll(/"(?:[^"]|"")*"/g, '')).toMatch(/^(,*\r\n)+$/)
})

test('times are UTC, and what there is not is empty', () => {
  const csv = csvOf([sampleSession(-5, 55, { openedAt: iso(-6) })])
  expect(columnOf(csv, 'asked_at_utc')).toEqual(['2026-11-23T02:08:00.000Z'])
  expect(columnOf(csv, 'confirmed_at_utc')).toEqual(['2026-11-23T02:09:00.000Z'])
  expect(columnOf(csv, 'removed_at_utc')).toEqual([''])
})

test('a request a line, as it came', () => {
  const all = [sampleRequest(), sampleRequest({ id: 'r2', justification: 'two\nlines' })]
  const lines = jsonLinesOf(all).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(all)
})

interface Saved {
  readonly name: string
  readonly text: string
}
function exporting(read: Parameters<typeof exportOf>[0]) {
  const saved: Saved[] = []
  const file = exportOf(
    read,
    (name, text) => void saved.push({ name, text }),
    () => storyNow,
  )
  return { file, saved }
}
const pageOf = (n: number, next: string | null) => ({
  items: Array.from({ length: 25 }, (_, i) => sampleRequest({ id: `r${n + i}` })),
  next,
})

test('page after page, each once, then one file named after the hour', async () => {
  const { file, saved } = exporting(async (after = '0') =>
    pageOf(Number(after), after === '75' ? null : String(Number(after) + 25)),
  )
  await file.run('csv')
  expect(file.state.value).toMatchObject({ step: 'done', read: 100, more: false })
  expect(saved.map(({ name }) => name)).toEqual(['hallpass-requests-20261123T021400Z.csv'])
  expect(new Set(columnOf(saved[0]!.text, 'id')).size).toBe(100)
})

test('stopped on the way it keeps what it has, and goes on from there', async () => {
  const asked: (string | undefined)[] = []
  const { file, saved } = exporting(async (after) => {
    asked.push(after)
    if (asked.length === 2) throw new ProblemError({ type: '/problems/unreachable', params: { n: '5' } })
    return pageOf(asked.length * 25, after === undefined ? 'x' : null)
  })
  await file.run('jsonl')
  expect(file.state.value).toMatchObject({ step: 'stopped', read: 25 })
  await file.run('jsonl')
  expect(asked).toEqual([undefined, 'x', 'x'])
  expect(saved[0]!.text.trimEnd().split('\n')).toHaveLength(50)
})

test('cancelled while it reads, nothing is saved, and the next one begins anew', async () => {
  const asked: (string | undefined)[] = []
  const answers: (() => void)[] = []
  const { file, saved } = exporting(async (after) => {
    asked.push(after)
    await new Promise<void>((answer) => answers.push(answer))
    return pageOf(0, after === undefined ? 'x' : null)
  })
  const first = file.run('csv')
  file.cancel()
  answers[0]!()
  await first
  expect([file.state.value.step, saved]).toEqual(['ready', []])
  void file.run('csv')
  expect(asked).toEqual([undefined, undefined])
})

test('beyond a bound it ends, and says that there is more', async () => {
  const { file, saved } = exporting(async (after = '0') => pageOf(Number(after), String(Number(after) + 25)))
  await file.run('jsonl')
  expect(file.state.value).toMatchObject({ step: 'done', read: mostExported, more: true })
  expect(saved[0]!.text.trimEnd().split('\n')).toHaveLength(mostExported)
})
