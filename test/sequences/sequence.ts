import { randomUUID } from 'node:crypto'
import type { Request } from '../../schema/contract/requests.ts'
import { waiting } from '../../schema/contract/lifecycle.ts'
import { Random } from '../sim/random.ts'
import { account, set, type Who } from '../stage.ts'
import type { WorkerGlobals } from './background-code.ts'
import { Device, ours, page } from './device.ts'
import { Link, type LinkState } from './link.ts'
import { PlayedPage } from './played-page.ts'
import { Server } from './server.ts'
import { VirtualTime } from './virtual-time.ts'

const second = 1_000
const minute = 60 * second
const startsAt = Date.parse('2026-11-23T02:14:00Z')

const accounts = ['prod-web', 'stage-web', 'dev-web', 'dev-data', 'sandbox-one'].map(account)
const sets = ['ReadOnly', 'SupportUser', 'PowerUser', 'DatabaseOperator'].map(set)
const custom = {
  label: 'One queue',
  sessionDuration: 'PT1H',
  managedPolicyArns: [],
  inlinePolicy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sqs:GetQueueUrl', Resource: '*' }],
  }),
}

/** How long a request was on its way to a decider's badge, and what that device was then. */
export interface Shown {
  readonly ms: number
  readonly device: 'live' | 'asleep' | 'out of reach'
}

interface Sent {
  readonly id: string
  readonly at: number
  /** The approvers' devices that do not show it yet, as they were when it was sent. */
  readonly were: Map<Device, Shown['device']>
}

/** One random sequence: people on five devices, a link that goes for ten minutes, workers and an API that stop. */
export class Sequence {
  readonly time = new VirtualTime(startsAt)
  readonly devices: readonly Device[]
  readonly page: PlayedPage
  readonly server: Server
  readonly shown: Shown[] = []
  readonly acts: Record<string, number> = {}
  readonly #random: Random
  readonly #sent: Sent[] = []

  static async start(seed: number, code: (globals: WorkerGlobals) => void): Promise<Sequence> {
    const random = new Random(seed)
    const time = new VirtualTime(startsAt)
    return new Sequence(await Server.start(time, random.fork()), time, random, code)
  }

  private constructor(
    server: Server,
    time: VirtualTime,
    random: Random,
    code: (globals: WorkerGlobals) => void,
  ) {
    this.server = server
    this.time = time
    this.#random = random
    const people: readonly Who[] = ['viewer', 'viewer', 'owner', 'owner', 'ssoadmin']
    this.devices = people.map((who) => {
      const link = new Link(server, time, random.fork())
      return new Device({ who, time, link, code, signIn: (url) => server.signIn(url, `p-${who}`) })
    })
    this.page = new PlayedPage(this.devices[0]!, time, random.pick(accounts))
    for (const device of this.devices) device.onBadge = () => this.#drawn(device)
  }

  async play(acts: number): Promise<void> {
    for (const device of this.devices) void device.tell({ kind: 'sign-in' }, ours)
    await this.time.advance(5 * second)
    const away = this.#random.pick(this.devices)
    this.time.after(this.#random.between(1, 300) * second, () => this.#leave(away, 10 * minute))
    for (let n = 0; n < acts; n++) {
      await this.#act()
      await this.time.advance(this.#random.pick([1, 20, 300, 900, 1200]) * this.#random.between(50, 150))
    }
    for (const { link } of this.devices) link.set('up')
    this.server.isUp = true
  }

  devicesOf(who: Who): readonly Device[] {
    return this.devices.filter((device) => device.who === who)
  }

  // What people and their machines do.

  async #act(): Promise<void> {
    const [act, weight] = [this.#random.below(100), (name: string, run: () => unknown) => ({ name, run })]
    const acts = [
      [30, weight('submit', () => this.#submit())],
      [55, weight('decide', () => this.#decide())],
      [62, weight('withdraw', () => this.#ofMine('withdraw', ({ status }) => waiting.has(status)))],
      [67, weight('release', () => this.#ofMine('release', ({ status }) => status === 'active'))],
      [71, weight('revoke', () => void this.#revoke())],
      [82, weight('stop workers', () => this.#stopWorkers())],
      [87, weight('look', () => void this.#random.pick(this.devices).tell({ kind: 'refresh' }, ours))],
      [91, weight('lose an answer', () => void (this.#random.pick(this.devices).link.losesNext = true))],
      [
        95,
        weight('lose the link', () =>
          this.#leave(this.#random.pick(this.devices), this.#random.between(5, 90) * second),
        ),
      ],
      [98, weight('stop the API', () => this.#stopApi())],
      [100, weight('let time pass', () => this.time.advance(this.#random.between(1, 8) * minute))],
    ] as const
    const { name, run } = acts.find(([below]) => act < below)![1]
    this.acts[name] = (this.acts[name] ?? 0) + 1
    await run()
  }

  #submit(): void {
    const random = this.#random
    const who = random.happens(0.2) ? random.pick(this.devices) : random.pick(this.devicesOf('viewer'))
    const urgent = random.happens(0.2) ? { urgent: true, ticket: 'INC-4412' } : {}
    const wanted = random.happens(0.15) ? { custom } : { permissionSetArn: random.pick(sets) }
    const asked = {
      accountId: random.pick(accounts),
      durationSeconds: random.pick([900, 1800, 3600]),
      justification: 'One of many in a sequence. INC-4412',
      ...wanted,
      ...urgent,
    }
    const were = new Map(this.devices.map((device) => [device, stateOf(device)]))
    const from = random.happens(0.5) ? page : ours
    const at = this.time.now
    void who.tell({ kind: 'send', asked, idempotencyKey: randomUUID() }, from).then(async (answer) => {
      if (answer && 'request' in answer && answer.request)
        await this.time.during(this.#watch({ id: answer.request.id, at, were }))
    })
  }

  /** On its way to the badges of those whose queue's first part it stands in. */
  async #watch({ id, at, were }: Sent): Promise<void> {
    const isFirst = async (who: Who): Promise<boolean> => {
      const first = await this.server.listed(who, '/v1/requests?scope=to-decide&part=first')
      return first.some((request) => request.id === id)
    }
    const first = new Set<Who>()
    for (const who of ['owner', 'ssoadmin'] as const) if (await isFirst(who)) first.add(who)
    this.#sent.push({ id, at, were: new Map([...were].filter(([{ who }]) => first.has(who))) })
    for (const device of this.devices) this.#drawn(device)
  }

  /** As the device shows the queue, which may be old. */
  #decide(): void {
    const device = this.#random.pick(this.devices.slice(2))
    const queue = device.seen?.toDecide ?? []
    if (queue.length === 0) return
    const { id, version, digest } = this.#random.pick(queue)
    const decision = this.#random.happens(0.7)
      ? { decision: 'approve', digest }
      : { decision: 'reject', comment: 'Which ticket is this for?' }
    this.#call(device, 'decide', { id, ...decision }, version)
  }

  #ofMine(endpoint: 'withdraw' | 'release', fits: (request: Request) => boolean): void {
    const device = this.#random.pick(this.devices)
    const { mine = [], sessions = [] } = device.seen ?? {}
    const mineNow = [...mine, ...sessions].filter(fits)
    if (mineNow.length > 0) this.#call(device, endpoint, { id: this.#random.pick(mineNow).id })
  }

  async #revoke(): Promise<void> {
    const device = this.#random.pick(this.devicesOf('owner'))
    const input = { scope: 'managed' }
    const answer = await device.tell({ kind: 'call', endpoint: 'sessions', input }, ours)
    if (!answer?.ok) return
    const { items } = answer.output as { items: readonly Request[] }
    const active = items.filter(({ status }) => status === 'active')
    if (active.length === 0) return
    const { id } = this.#random.pick(active)
    this.#call(device, 'revoke', { id, reason: 'It is not needed any more.' })
  }

  #call(
    device: Device,
    endpoint: 'decide' | 'withdraw' | 'release' | 'revoke',
    input: object,
    version?: number,
  ) {
    const terms = { idempotencyKey: randomUUID(), ...(version === undefined ? {} : { version }) }
    void device.tell({ kind: 'call', endpoint, input: { ...input }, terms }, ours)
  }

  #leave({ link }: Device, ms: number): void {
    const how: LinkState = this.#random.happens(0.5) ? 'cut' : 'silent'
    link.set(how)
    this.time.after(ms, () => link.state === how && link.set('up'))
  }

  #stopWorkers(): void {
    for (const device of this.devices) if (this.#random.happens(0.5)) device.stop()
  }

  #stopApi(): void {
    this.server.stop()
    this.time.after(this.#random.between(1, 60) * second, () => (this.server.isUp = true))
  }

  // What is seen of it.

  #drawn(device: Device): void {
    const ids = new Set(device.seen?.toDecide.map(({ id }) => id))
    for (const { id, at, were } of this.#sent) {
      const state = were.get(device)
      if (!ids.has(id) || state === undefined) continue
      this.shown.push({ ms: this.time.now - at, device: state })
      were.delete(device)
    }
  }
}

function stateOf(device: Device): Shown['device'] {
  if (device.link.state !== 'up') return 'out of reach'
  return device.isRunning && device.link.sockets.size > 0 ? 'live' : 'asleep'
}
