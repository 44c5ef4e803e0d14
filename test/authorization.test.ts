import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { api } from '../schema/contract/api.ts'
import { sha256 } from '../worker/http/hash.ts'
import { rules, verdict, type Act, type Rule, type Ties } from '../worker/policy.ts'
import {
  aboutFor,
  aboutOne,
  aboutOneFinding,
  callFor,
  forgedBody,
  isListed,
  seen,
  tried,
  type Seen,
} from './authorization/cells.ts'
import {
  decidesFirst,
  decidesSecond,
  decidesStandard,
  expectations,
  expected,
  revokes,
  sees,
  type Somebody,
} from './authorization/expected.ts'
import { everybody, strangers, world, type Actor, type World } from './authorization/world.ts'

// Every role × every route × every way to stand to a request, at the real API, against rules written apart from the table.

let w: World
let cells = 0
beforeAll(async () => {
  w = await world()
})
afterAll(() => console.log(`authorization: ${cells} cells, all as the product says`))

const acts = [...new Set(rules.map((rule) => rule.act))]
/** What is no endpoint of its own, and the one that shows it. */
const shownBy: Readonly<Record<string, string>> = { queue: 'summary', finding: 'findings' }
const isTied = ({ requester, owner, standIn, firstDecider }: Somebody) =>
  requester || owner || standIn || firstDecider
/** A finding has no first of two decisions. */
const concerned = everybody.filter(({ firstDecider }) => !firstDecider)
const aboutAnAccount = new Set(['queue', 'owners', 'setOwners', 'setAway'])
/** Where the requester is whom it is about. */
const aboutSomebody = new Set(['setLink'])
const peopleFor = (act: string) => {
  if (aboutOne.has(act)) return everybody
  return aboutOneFinding.has(act) || aboutAnAccount.has(act) || aboutSomebody.has(act) ? concerned : strangers
}
const named = (who: Somebody) => {
  const ties = (['requester', 'owner', 'standIn', 'firstDecider'] as const).filter((tie) => who[tie])
  return `level ${who.level}${who.auditor ? ' auditor' : ''}${ties.map((tie) => ` ${tie}`).join('')}`
}

/** The cells that are not as they should be, in words. */
async function wrongCells(
  act: string,
  people: readonly Somebody[],
  look: (actor: Actor) => Promise<string>,
  wanted: (who: Somebody) => string,
): Promise<string[]> {
  const wrong: string[] = []
  for (const who of people) {
    cells += 1
    const is = await look(w.actor(who))
    if (is !== wanted(who)) wrong.push(`${act}, ${named(who)}: ${is}, not ${wanted(who)}`)
  }
  return wrong
}

test('every endpoint of the contract has a row, and every row an endpoint', () => {
  const routes = new Set<string>(acts.map((act) => shownBy[act] ?? act.split(' ')[0]!))
  expect([...routes].toSorted(), 'Give it a row in `rules` of worker/policy.ts.').toEqual(
    Object.keys(api).toSorted(),
  )
  expect(Object.keys(expectations).toSorted()).toEqual(acts.toSorted())
})

describe('the matrix', () => {
  test.each(acts)('%s', async (act) => {
    const wrong = await wrongCells(
      act,
      peopleFor(act),
      (actor) => tried(w, act, actor),
      (who) => expected(act, who),
    )
    expect(wrong).toEqual([])
  })

  const listings = [
    ['history', 'request', sees],
    ['to-decide', 'decide any', decidesStandard],
    ['to-decide', 'decide owner', decidesFirst],
    ['to-decide', 'decide admin', decidesSecond],
    ['managed', 'revoke', (who: Somebody) => sees({ ...who, requester: false })],
  ] as const
  test.each(listings)('the list %s shows what its reader may %s', async (list, act, isExpected) => {
    const look = async (actor: Actor) => {
      return String(await isListed(w, list, actor, await w.requestFor(actor, act)))
    }
    expect(await wrongCells(list, everybody, look, (who) => String(isExpected(who)))).toEqual([])
  })

  test('the buttons of a request are what its acts would answer', async () => {
    const look = async (actor: Actor) => {
      const { body } = await w.call(
        actor.token,
        callFor('request', actor, (await w.requestFor(actor, 'decide any')).id),
      )
      return `${body.mine.decide} ${body.mine.withdraw}`
    }
    const shown = everybody.filter(sees)
    const wanted = (who: Somebody) => `${decidesStandard(who)} ${who.requester}`
    expect(await wrongCells('mine', shown, look, wanted)).toEqual([])
    const ending = async (actor: Actor) => {
      const { body } = await w.call(
        actor.token,
        callFor('request', actor, (await w.requestFor(actor, 'revoke')).id),
      )
      return `${body.mine.release} ${body.mine.revoke}`
    }
    expect(await wrongCells('mine', shown, ending, (who) => `${who.requester} ${revokes(who)}`)).toEqual([])
  })
})

describe('whoever it is', () => {
  const tokens: [string, string, (token: string, actor: Actor) => Promise<unknown>][] = [
    ['no token', 'signed-out', async () => {}],
    ['an unknown token', 'signed-out', async () => {}],
    ['an expired token', 'signed-out', (token, { id }) => store(token, id, { expires_at: w.s.clock })],
    ['a spent token', 'signed-out', (token, { id }) => store(token, id, { spent_at: 1 })],
    ['a refresh token', 'signed-out', (token, { id }) => store(token, id, { kind: 'refresh' })],
    ['a sign-in code', 'signed-out', (token, { id }) => store(token, id, { kind: 'code' })],
    ['a live ticket', 'signed-out', (token, { id }) => store(token, id, { kind: 'ticket' })],
    ['a token of somebody inactive', 'signed-out', (token) => store(token, 'gone', {})],
  ]
  async function store(token: string, personId: string, columns: object): Promise<void> {
    const row = {
      hash: await sha256(token),
      kind: 'access',
      family: token,
      person_id: personId,
      client_id: 'test',
      auth_at: w.s.clock,
      expires_at: w.s.clock + 3_600_000,
      ...columns,
    }
    const names = Object.keys(row)
    await w.s.client.execute({
      sql: `insert into tokens (${names.join()}) values (${names.map(() => '?').join()})`,
      args: Object.values(row),
    })
  }
  /** Somebody who may nearly everything, but for who they are. */
  const admin = everybody.find((who) => who.level === 3 && who.owner && !who.auditor && !who.requester)!

  test.each(tokens)('%s opens nothing', async (name, word, prepare) => {
    await w.s.client.execute(
      "insert or ignore into people (id, name, level, active) values ('gone', 'Somebody Gone', 3, 0)",
    )
    const token = name.replaceAll(' ', '-').padEnd(43, 'x')
    const actor = w.actor(admin)
    await prepare(token, actor)
    const wrong: string[] = []
    for (const act of acts) {
      cells += 1
      const { id } = await aboutFor(w, act, actor)
      const is = seen(await w.call(name === 'no token' ? null : token, callFor(act, actor, id)))
      if (is !== word) wrong.push(`${act}: ${is}`)
    }
    expect(wrong).toEqual([])
  })

  test('a token to read with writes nothing', async () => {
    const actor = w.actor(admin)
    const token = 'a-token-to-read-with'.padEnd(43, 'x')
    await store(token, actor.id, { kind: 'personal', scopes: 'read' })
    const wrong: string[] = []
    for (const act of acts) {
      cells += 1
      const { id } = await aboutFor(w, act, actor)
      const call = callFor(act, actor, id)
      const is = seen(await w.call(token, call))
      if ((is === 'allowed') !== (call.verb === 'GET')) wrong.push(`${act}: ${is}`)
    }
    expect(wrong).toEqual([])
  })

  test('an approver forged in the body is refused before anything is read', async () => {
    const wrong: string[] = []
    for (const who of everybody) {
      cells += 1
      const call = callFor('decide any', w.actor(who), 'r-1')
      const forged = { ...call, body: { ...(call.body as object), ...forgedBody } }
      const { status } = await w.call(w.actor(who).token, forged)
      if (status !== 400) wrong.push(`${named(who)}: ${status}`)
    }
    expect(wrong).toEqual([])
  })

  test('every decision stands in the name of whom the token belongs to', async () => {
    const { rows } = await w.s.client.execute(
      "select count(*) as n from decisions where person_id not like 'a-%' or person_id = (select requester_id from requests where id = request_id)",
    )
    expect(rows[0]!['n']).toBe(0)
  })
})

describe('each row counts', () => {
  const tiesOf = ({ requester, owner, standIn, firstDecider }: Somebody): Ties => ({
    requester,
    owner,
    standIn,
    firstDecider,
  })
  const said = (act: Act, who: Somebody) =>
    verdict(act, { level: who.level, auditor: Number(who.auditor) }, tiesOf(who)) === 'allowed'

  test.each(rules.map((rule, i) => [rule.act, rule.may ? 'may' : 'never', rule.who, i] as const))(
    'without "%s: %s %s" a cell changes',
    async (act, _may, _who, i) => {
      const people = peopleFor(act).filter(
        (who) => expected(act, who) !== 'hidden' || ['request', 'finding', 'endToken any'].includes(act),
      )
      const before = people.map((who) => said(act, who))
      // The table itself, so that the API answers without the row; it stands again whatever comes.
      const table = rules as Rule[]
      const [row] = table.splice(i, 1)
      try {
        const changed = people.find((who, n) => said(act, who) !== before[n])
        expect(changed, `${act}: no cell rests on this row`).toBeDefined()
        const is: Seen = await tried(w, act, w.actor(changed!))
        expect(is).not.toBe(expected(act, changed!))
      } finally {
        table.splice(i, 0, row!)
      }
    },
  )
})

test.each(['tokens', 'live'])('what refuses a token issues none: %s', async (act) => {
  const table = rules as Rule[]
  const i = table.findIndex((rule) => rule.act === act)
  const [row] = table.splice(i, 1)
  const tokens = async () => (await w.s.client.execute('select count(*) as n from tokens')).rows[0]!['n']
  const before = await tokens()
  try {
    expect(await tried(w, act, w.actor(strangers[0]!))).toBe('refused')
  } finally {
    table.splice(i, 0, row!)
  }
  expect(await tokens()).toBe(before)
})

test('everybody here is either tied to the request or a stranger to it', () => {
  expect(everybody.filter((who) => !isTied(who))).toEqual(strangers)
})
