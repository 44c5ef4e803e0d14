import { DurableObject } from 'cloudflare:workers'
import { type LiveMessage, ping, pong } from '../schema/contract/live.ts'
import { lookOnce, noLooks } from './looking.ts'

/** Closed because the token it was opened with is over; the client gets a new ticket. */
const tokenOver = 4401

interface Attachment {
  readonly until: number
}

/**
 * One for each person: their open pages, told to look again, or reminded. It knows nothing of what changed. And how often
 * AWS was asked for them lately, which is forgotten when the object sleeps: by then nobody asks.
 */
export class Inbox extends DurableObject {
  #looks = noLooks

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never)
    // Answered without waking: an open page costs nothing while nothing happens.
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(ping, pong))
  }

  /** Opens a socket that closes with its token: `X-Until` is the token's end in ms. Only the worker calls this. */
  override async fetch(request: Request): Promise<Response> {
    const until = Number(request.headers.get('x-until'))
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    server.serializeAttachment({ until } satisfies Attachment)
    const booked = await this.ctx.storage.getAlarm()
    if (booked === null || booked > until) await this.ctx.storage.setAlarm(until)
    return new Response(null, { status: 101, webSocket: client })
  }

  async notify(message: LiveMessage = { kind: 'changed' }): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) socket.send(JSON.stringify(message))
  }

  /** How long AWS may not be asked for this person (ms); 0 counts one more look. */
  async lookOnce(aMinute: number): Promise<number> {
    const { looks, waitMs } = lookOnce(this.#looks, { aMinute, now: Date.now() })
    this.#looks = looks
    return waitMs
  }

  /** Somebody looks at a page of ours: what is closing does not count. */
  async isOpen(): Promise<boolean> {
    return this.ctx.getWebSockets().some(({ readyState }) => readyState === WebSocket.OPEN)
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    const open = this.ctx.getWebSockets().map((socket) => ({ socket, until: untilOf(socket) }))
    for (const { socket, until } of open) if (until <= now) socket.close(tokenOver, 'token over')
    const left = open.map(({ until }) => until).filter((until) => until > now)
    if (left.length > 0) await this.ctx.storage.setAlarm(Math.min(...left))
  }
}

function untilOf(socket: WebSocket): number {
  return (socket.deserializeAttachment() as Attachment).until
}
