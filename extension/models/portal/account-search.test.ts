import { expect, test } from 'vitest'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { account } from '../../test-samples.ts'
import { searchAccounts } from './account-search.ts'

/** The same numbers every time, so that a figure is a figure (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
const random = seeded(20261123)
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const below = (n: number) => Math.floor(random() * n)

const teams = 'payments billing ledger search identity catalog shipping returns pricing mobile fraud ads insights billing2 warehouse loyalty media support partner platform network data-lake ml security logistics'.split(' ') // oxfmt-ignore
const services = 'api web worker batch cache db events gateway reports jobs etl admin auth sync feed queue files mail cron archive'.split(' ') // oxfmt-ignore
const stages = ['prod', 'stage', 'dev', 'test', 'sandbox', 'dr'] as const

/** 3,000 accounts as organisations name them: team, service, stage, in OUs by stage and division. */
const catalog: readonly CatalogAccount[] = teams.flatMap((team, t) =>
  services.flatMap((service) =>
    stages.map((stage) => ({
      ...account,
      id: Array.from({ length: 12 }, () => below(10)).join(''),
      name: `${team}-${service}-${stage}`,
      ouPath: `Root/${stage === 'prod' ? 'Production' : 'Development'}/division-${t % 5}/${team}`,
      sensitive: false,
    })),
  ),
)

/** What somebody types who knows the name by heart, in part, or with a slip of the finger. */
// oxfmt-ignore
const ways: Readonly<Record<string, (meant: CatalogAccount) => string>> = {
  'a piece of the name': ({ name }) => {
    const from = below(Math.ceil(name.length / 4))
    return name.slice(from, from + Math.max(8, Math.ceil(name.length * 0.75)))
  },
  'beginnings of its words': ({ name }) =>
    name.split('-').map((word) => word.slice(0, Math.max(3, word.length - below(3)))).join(' '),
  'digits of the id': ({ id }) => {
    const from = pick([0, 4, 6])
    const digits = id.slice(from, from + pick([5, 6, 8]))
    return random() < 0.5 ? digits : digits.replace(/^(\d{4})(?=\d)/, '$1-')
  },
  'its OU and a word': ({ name, ouPath }) => {
    const [division = '', team = ''] = ouPath!.split('/').slice(-2)
    const rest = name.slice(team.length + 1).replaceAll('-', ' ')
    return `${pick([division, team, `${division}/${team}`])} ${pick([`${team.slice(0, 5)} ${rest}`, `${rest} ${team}`])}`
  },
  'a typo': ({ name }) => {
    const at = 1 + below(name.length - 3)
    if (name[at] === '-' || name[at + 1] === '-') return name
    const slip = pick(['swap', 'drop', 'double', 'wrong'] as const)
    const [a, b] = [name[at]!, name[at + 1]!]
    const put = { swap: b + a, drop: b, double: a + a + b, wrong: 'x' + b }[slip]
    return name.slice(0, at) + put + name.slice(at + 2)
  },
}

test(
  'of 200 searches among 3,000 accounts at least 95 % have the meant one among the first three',
  { timeout: 60_000 },
  () => {
    expect(catalog).toHaveLength(3000)
    const found: Record<string, [hit: number, of: number]> = {}
    const missed: string[] = []
    for (let n = 0; n < 200; n++) {
      const [way, type] = pick(Object.entries(ways))
      const meant = pick(catalog)
      const typed = type(meant)
      const hit = searchAccounts(catalog, typed).slice(0, 3).includes(meant)
      const [hits, of] = found[way] ?? [0, 0]
      found[way] = [hits + Number(hit), of + 1]
      if (!hit) missed.push(`${typed} (${meant.name}, ${meant.id})`)
    }
    const hits = Object.values(found).reduce((sum, [hit]) => sum + hit, 0)
    const lines = Object.entries(found).map(([way, [hit, of]]) => `${way} ${hit}/${of}`)
    console.log(
      `account search: ${hits} of 200 among the first three; ${lines.join(', ')}; missed: ${missed.join(', ')}`,
    )
    expect(hits).toBeGreaterThanOrEqual(190)
  },
)

test('nothing typed lists all, in the order of the catalog; what fits nothing finds nothing', () => {
  expect(searchAccounts(catalog, ' ')).toBe(catalog)
  expect(searchAccounts(catalog, 'zzzzzz')).toEqual([])
})

test('the whole id, with or without dashes, is that account', () => {
  const [meant] = catalog
  const dashed = meant!.id.replace(/(\d{4})(?=\d)/g, '$1-')
  expect(searchAccounts(catalog, dashed)).toEqual([meant])
  expect(searchAccounts(catalog, meant!.id)).toEqual([meant])
})

test('every word has to fit: one that does not leaves the account out', () => {
  const names = searchAccounts(catalog, 'payments api prod').map(({ name }) => name)
  expect(names[0]).toBe('payments-api-prod')
  expect(searchAccounts(catalog, 'payments api nowhere')).toEqual([])
})
