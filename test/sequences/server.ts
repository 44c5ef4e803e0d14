import type { Request } from '../../schema/contract/requests.ts'
import { createApp } from '../../worker/app.ts'
import { createLedger } from '../../worker/db/ledger.ts'
import { storeCode } from '../../worker/db/sign-in.ts'
import type { Deps } from '../../worker/deps.ts'
import type { Fact, Key, LedgerRow } from '../../worker/engine/ports.ts'
import { randomId, randomSecret, sha256 } from '../../worker/http/hash.ts'
import { sweep } from '../../worker/sweep.ts'
import type { Random } from '../sim/random.ts'
import { stage, type Stage, type Who } from '../stage.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The server's end of a live connection. */
export interface Line {
  readonly person: string
  readonly client: {
    deliver(text: string): void
    /** Hears of a close. */
    end(): void
  }
}

const minuteMs = 60_000
/** Short, so that requests lapse while a sequence runs. */
const windowSeconds = 20 * 60
/** Create and Delete of an assignment, as quick as AWS is when it is quick. */
const awsMs = 2_000

/** The real API over a real database, its live lines and its cron, and keepers for whom AWS does everything at once. */
export class Server {
  isUp = true
  readonly stage: Stage
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #lines = new Set<Line>()
  readonly #tickets = new Map<string, { person: string; until: number }>()
  readonly #deps: Deps
  readonly #app: ReturnType<typeof createApp>

  static async start(time: VirtualTime, random: Random): Promise<Server> {
    const made = await stage()
    const sql = "insert into settings (name, value) values ('window_seconds', ?)"
    await made.client.execute({ sql, args: [String(windowSeconds)] })
    return new Server(made, time, random)
  }

  private constructor(made: Stage, time: VirtualTime, random: Random) {
    this.stage = made
    this.#time = time
    this.#random = random
    const tend = async (key: string): Promise<void> => this.#tend(key as Key)
    this.#deps = {
      ...made.deps,
      now: () => time.now,
      keepers: { hold: tend, end: tend },
      notify: (people) => this.#notify(people),
      online: async (people) => new Set(people.filter((id) => this.#linesOf(id).length > 0)),
      connect: async (person, until) => this.#connect(person, until),
    }
    this.#app = createApp(() => this.#deps)
    this.#eachMinute()
  }

  ask(url: string, init: RequestInit): Promise<Response> {
    return this.#time.during(Promise.resolve(this.#app.request(url, init)))
  }

  /** What the API lists for a person right now, past all devices. */
  async listed(who: Who, path: string): Promise<readonly Request[]> {
    this.stage.clock = this.#time.now
    const headers = { authorization: `Bearer ${await this.stage.token(who)}` }
    const page = (await (await this.ask(path, { headers })).json()) as { items: readonly Request[] }
    return page.items
  }

  /** Joins a socket to the inbox its ticket is for. */
  join(ticket: string, client: Line['client']): Line | null {
    const found = this.#tickets.get(ticket)
    if (!found || !this.isUp) return null
    const joined: Line = { client, person: found.person }
    this.#lines.add(joined)
    this.#time.after(found.until - this.#time.now, () => this.leave(joined) && client.end())
    return joined
  }

  leave(line: Line): boolean {
    return this.#lines.delete(line)
  }

  stop(): void {
    this.isUp = false
    for (const line of this.#lines) if (this.leave(line)) line.client.end()
  }

  /** What the provider's page and our callback come to: a one-time code at the extension's address. */
  async signIn(url: string, person: string): Promise<string> {
    const asked = new URL(url).searchParams
    const [code, redirectUri] = [randomSecret(), asked.get('redirect_uri') ?? '']
    await storeCode(this.#deps.db, {
      hash: await sha256(code),
      family: randomId(),
      personId: person,
      clientId: asked.get('client_id') ?? '',
      challenge: asked.get('code_challenge') ?? '',
      redirectUri,
      provedAt: this.#time.now,
      now: this.#time.now,
      expiresAt: this.#time.now + minuteMs,
    })
    return `${redirectUri}?code=${code}&state=${asked.get('state')}`
  }

  #connect(person: string, until: number): Response {
    const joining = randomId()
    this.#tickets.set(joining, { person, until })
    return new Response(joining)
  }

  #linesOf(person: string): Line[] {
    return [...this.#lines].filter((line) => line.person === person)
  }

  #notify(people: readonly string[]): void {
    for (const line of people.flatMap((id) => this.#linesOf(id)))
      this.#time.after(this.#random.between(5, 80), () => line.client.deliver('{"kind":"changed"}'))
  }

  #eachMinute(): void {
    this.#time.after(minuteMs, () => {
      if (this.isUp) void this.#time.during(this.#sweep())
      this.#eachMinute()
    })
  }

  #sweep(): Promise<void> {
    const { db, now, newId, notify, keepers } = this.#deps
    const poke = async (key: Key) => this.#tend(key)
    return sweep({ db, now, newId, notify, poke, end: (key, ends) => keepers.end(key, ends) })
  }

  #tend(key: Key): void {
    this.#time.after(awsMs, () => this.#time.during(this.#settle(key)))
  }

  /** The next fact of each session of the key, and another look when the following one is due. */
  async #settle(key: Key): Promise<void> {
    const { db, now, newId, notify } = this.#deps
    if (!this.isUp) return
    const ledger = createLedger({ db, now, newId, notify })
    const { rows } = await ledger.sessionsOf(key)
    for (const row of rows) {
      const fact = nextFact(row, now())
      if (fact) await ledger.record(fact, row)
      const due = fact ? 0 : (row.status === 'active' ? row.endsAt : row.startsAt) - now()
      if (due >= 0) this.#time.after(due, () => this.#tend(key))
    }
  }
}

function nextFact(row: LedgerRow, at: number): Fact | null {
  const session = row.id
  const isOver = row.endCause !== null || row.endsAt <= at
  switch (row.status) {
    case 'approved':
    case 'admin_approved':
    case 'scheduled':
      return row.startsAt <= at ? { event: 'provision', owned: true, session, at } : null
    case 'provisioning':
    case 'active':
      if (row.endsAt <= at && row.endCause === null) return { event: 'expire', session, at }
      return row.status === 'provisioning' ? { event: 'activate', owned: true, op: null, session, at } : null
    case 'ending': {
      if (!isOver) return null
      const remains = { accessRemains: null, remainsUntil: null }
      const credentials = { credentials: 'may_last', credentialsUntil: at } as const
      return { event: 'removed', op: null, deleteSentAt: at, ...remains, ...credentials, session, at }
    }
  }
  return null
}
