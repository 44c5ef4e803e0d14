import { expect, test } from 'vitest'
import { createApp } from '../../worker/app.ts'
import type { Db } from '../../worker/db/batch.ts'
import { groupsDone, membersSeen, recordFacts } from '../../worker/db/catalog-refresh.ts'
import type { Deps } from '../../worker/deps.ts'
import { Random } from './random.ts'
import { account, stage, wish, type Stage, type Who } from '../stage.ts'

/*
 * A6, A7: the right to decide is taken away while the decision is on its way. Two copies of the API on one database,
 * whose trips interleave as chance has it: whatever was written first decides, and never an approval after the loss.
 */

const rounds = 200
const group = 'g-web'

/**
 * Lets the trips of several copies through one at a time: once each copy that is still at work waits for one, chance
 * picks whose goes first. The order hangs on the seed alone, never on how busy the machine is.
 */
class Turnstile {
  readonly #waiting: { readonly name: string; readonly go: () => void }[] = []
  readonly #atWork = new Set<string>()
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#atWork.add(name)
    try {
      return await work()
    } finally {
      this.#atWork.delete(name)
      this.#next()
    }
  }

  async trip<T>(name: string, make: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.#waiting.push({ name, go })
      this.#next()
    })
    return make()
  }

  #next(): void {
    const waiting = new Set(this.#waiting.map((each) => each.name))
    if (waiting.size === 0 || waiting.size < this.#atWork.size) return
    this.#waiting.splice(this.#random.below(this.#waiting.length), 1)[0]!.go()
  }
}

/** A copy of the API whose trips go through the turnstile, and are noted as they are made. */
function copyOf(s: Stage, turnstile: Turnstile, made: string[], name: string) {
  const db: Db = {
    batch: (statements, mode) =>
      turnstile.trip(name, () => {
        if (mode === 'write') made.push(name)
        return s.client.batch(statements, mode)
      }),
  }
  const deps: Deps = { ...s.deps, db }
  const app = createApp(() => deps)
  const call = async (who: Who, method: string, path: string, body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${await s.token(who)}` }
    return (await app.request(path, { method, headers, body: JSON.stringify(body) })).status
  }
  return { call, db }
}

interface Loss {
  /** Who decides, and by what right. */
  readonly who: Who
  readonly give: (s: Stage) => Promise<unknown>
  readonly take: (copy: ReturnType<typeof copyOf>, s: Stage) => Promise<unknown>
}

const owners = `/v1/accounts/${wish.accountId}/owners`
const standIn = { standIn: 'viewer@example.com', durationSeconds: 3600 }

const losses: Record<string, Loss> = {
  'an owner is no owner any more': {
    who: 'owner',
    give: (s) => s.call('admin', 'PUT', owners, { owners: ['owner@example.com'] }),
    take: (copy) => copy.call('admin', 'PUT', owners, { owners: [] }),
  },
  'an owner left the group': {
    who: 'owner',
    give: async (s) => {
      await s.call('admin', 'PUT', owners, { owners: [`group:${group}`] })
      const members = membersSeen(group, [await principalOf(s, 'p-owner')])
      await recordFacts(s.deps.db, [...members, ...groupsDone(0)])
    },
    take: ({ db }) => recordFacts(db, [...membersSeen(group, []), ...groupsDone(0)]),
  },
  'an SSO Admin is no SSO Admin any more': {
    who: 'ssoadmin',
    give: (s) => s.call('admin', 'PUT', '/v1/people/p-ssoadmin/role', { role: 'sso_admin' }),
    take: (copy) => copy.call('admin', 'PUT', '/v1/people/p-ssoadmin/role', { role: 'viewer' }),
  },
  'an SSO Admin is made an Auditor': {
    who: 'ssoadmin',
    give: (s) => s.call('admin', 'PUT', '/v1/people/p-ssoadmin/role', { role: 'sso_admin', auditor: false }),
    take: (copy) =>
      copy.call('admin', 'PUT', '/v1/people/p-ssoadmin/role', { role: 'sso_admin', auditor: true }),
  },
  'whom they stand in for is back': {
    who: 'viewer',
    give: async (s) => {
      await s.call('admin', 'PUT', owners, { owners: ['owner@example.com'] })
      await s.call('owner', 'PUT', '/v1/away', { away: standIn })
    },
    take: (copy) => copy.call('owner', 'PUT', '/v1/away', { away: null }),
  },
  'whom they stand in for is no owner any more': {
    who: 'viewer',
    give: async (s) => {
      await s.call('admin', 'PUT', owners, { owners: ['owner@example.com'] })
      await s.call('owner', 'PUT', '/v1/away', { away: standIn })
    },
    take: (copy) => copy.call('admin', 'PUT', owners, { owners: [] }),
  },
}

async function principalOf(s: Stage, id: string): Promise<string> {
  const { rows } = await s.client.execute({
    sql: 'select principal_id as p from people where id = ?',
    args: [id],
  })
  return rows[0]!['p'] as string
}

test.each(Object.entries(losses))(
  `A6, A7: %s, while their approval is on its way: never an approval, ${rounds} rounds`,
  async (_, { who, give, take }) => {
    const s = await stage()
    const random = new Random(41)
    await s.client.execute({ sql: 'insert into groups (id, name) values (?, ?)', args: [group, group] })
    await s.client.execute("insert into settings (name, value) values ('max_open', '100000')")
    await Promise.all((['viewer', 'owner', 'ssoadmin', 'admin'] as const).map((each) => s.token(each)))
    const outcomes = { approved: 0, refused: 0 }
    for (let round = 0; round < rounds; round++) {
      s.clock += 60_000
      await give(s)
      const { body } = await s.ask('admin', { durationSeconds: 900 + round, accountId: account('prod-web') })
      const made: string[] = []
      const turnstile = new Turnstile(random)
      const approval = copyOf(s, turnstile, made, 'decision')
      const loss = copyOf(s, turnstile, made, 'loss')
      const [decided] = await Promise.all([
        turnstile.run('decision', () =>
          approval.call(who, 'POST', `/v1/requests/${body.id}/decision`, { decision: 'approve' }),
        ),
        turnstile.run('loss', () => take(loss, s)),
      ])
      const { rows } = await s.client.execute({
        sql: 'select status from requests where id = ?',
        args: [body.id],
      })
      const isApproved = rows[0]!['status'] !== 'pending'
      expect(isApproved, `round ${round}: answered ${decided}`).toBe(decided === 200)
      if (isApproved) expect(made, `round ${round}`).toEqual(['decision', 'loss'])
      outcomes[isApproved ? 'approved' : 'refused'] += 1
      await s.call('admin', 'POST', `/v1/requests/${body.id}/withdraw`)
    }
    // Both happened, or there was no race.
    expect(outcomes.approved * outcomes.refused).toBeGreaterThan(0)
    expect(outcomes.approved + outcomes.refused).toBe(rounds)
  },
  60_000,
)
