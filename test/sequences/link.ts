import type { Random } from '../sim/random.ts'
import type { Line, Server } from './server.ts'
import type { VirtualTime } from './virtual-time.ts'

/**
 * `cut`: the browser knows that it is offline. `silent`: everything sent gets lost and nobody says so, as behind a
 * network that went to sleep; what was connected stays connected for the browser, and is dead.
 */
export type LinkState = 'up' | 'cut' | 'silent'

/** The network between one device and the API, with its delays. */
export class Link {
  state: LinkState = 'up'
  /** The next answer gets lost on its way back. */
  losesNext = false
  readonly sockets = new Set<PlayedSocket>()
  readonly #server: Server
  readonly #time: VirtualTime
  readonly #random: Random

  constructor(server: Server, time: VirtualTime, random: Random) {
    this.#server = server
    this.#time = time
    this.#random = random
  }

  set(state: LinkState): void {
    this.state = state
    if (state === 'up') return
    for (const socket of this.sockets) if (state === 'cut') socket.drop()
    for (const socket of this.sockets) socket.isDead = true
  }

  delay(): Promise<void> {
    return this.#time.wait(this.#random.between(10, 250))
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    await this.delay()
    await this.#refuseUnlessUp()
    if (!this.#server.isUp) throw new TypeError('Failed to fetch')
    const { signal: _, ...sent } = init
    const answer = await this.#server.ask(url, sent)
    const body = await answer.text()
    await this.delay()
    const { losesNext } = this
    this.losesNext = false
    if (losesNext) throw new TypeError('Failed to fetch')
    await this.#refuseUnlessUp()
    return new Response(body, { status: answer.status, headers: answer.headers })
  }

  async #refuseUnlessUp(): Promise<void> {
    if (this.state === 'up') return
    if (this.state === 'silent') await this.#time.wait(30_000)
    throw new TypeError('Failed to fetch')
  }

  async connect(socket: PlayedSocket, url: string): Promise<void> {
    const answer = await this.fetch(url.replace(/^ws/, 'http'), { headers: { upgrade: 'websocket' } }).catch(
      () => null,
    )
    const line = answer?.ok ? this.#server.join(await answer.text(), socket) : null
    if (line) socket.open(line)
    else socket.drop()
  }

  leave(line: Line): void {
    this.#server.leave(line)
  }
}

/** A WebSocket as the browser shows it to a service worker. */
export class PlayedSocket {
  static readonly OPEN = 1
  readyState = 0
  isDead = false
  #line: Line | null = null
  readonly #listeners = new Map<string, ((event: { data?: string }) => void)[]>()
  readonly #link: Link
  readonly #active: () => void

  constructor(url: string, link: Link, active: () => void) {
    this.#link = link
    this.#active = active
    link.sockets.add(this)
    void link.connect(this, url)
  }

  addEventListener(event: string, listener: (event: { data?: string }) => void): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
  }

  send(text: string): void {
    this.#active()
    if (text === 'ping') void this.#link.delay().then(() => this.deliver('pong'))
  }

  close(): void {
    this.readyState = Math.max(2, this.readyState)
    if (this.#line) this.#link.leave(this.#line)
    void this.#link.delay().then(() => this.drop())
  }

  open(line: Line): void {
    if (this.readyState !== 0) return this.#link.leave(line)
    this.#line = line
    this.readyState = 1
    this.#fire('open', {})
  }

  deliver(data: string): void {
    if (this.isDead || this.readyState !== 1) return
    this.#active()
    this.#fire('message', { data })
  }

  /** The server's close, which a dead connection does not hear of. */
  end(): void {
    if (!this.isDead) this.drop()
  }

  drop(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.#link.sockets.delete(this)
    if (this.#line) this.#link.leave(this.#line)
    this.#fire('close', {})
  }

  /** With the worker that held it: nobody listens any more. */
  forget(): void {
    this.#listeners.clear()
    this.drop()
  }

  #fire(event: string, said: { data?: string }): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(said)
  }
}
