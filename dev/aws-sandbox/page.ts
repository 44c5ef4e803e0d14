import { invalid } from './refusal.ts'

export type Ask = { MaxResults?: number | undefined; NextToken?: string | undefined }
export type Page<T> = { items: T[]; NextToken?: string }

/** One page in the order of the keys. The token names the last key given, so rows that come and go shift nothing. */
export function page<T>(rows: T[], keyOf: (row: T) => string, ask: Ask, size = 100): Page<T> {
  const after = ask.NextToken === undefined ? null : keyIn(ask.NextToken)
  const left = rows
    .map((row) => ({ key: keyOf(row), row }))
    .filter(({ key }) => after === null || key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const taken = left.slice(0, ask.MaxResults ?? size)
  const last = taken.at(-1)
  const items = taken.map(({ row }) => row)
  return last && left.length > taken.length ? { items, NextToken: tokenAfter(last.key) } : { items }
}

export const tokenAfter = (key: string): string => Buffer.from(`after ${key}`).toString('base64url')

export function keyIn(token: string): string {
  const [, key] = /^after (.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (key === undefined) throw invalid('The provided NextToken is not valid')
  return key
}
