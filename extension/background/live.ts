import * as v from 'valibot'
import { type LiveMessage, liveMessage, ping, pong } from '../../schema/contract/live.ts'
import { apiBase } from './api-base.ts'
import { callApi } from './client.ts'

const pingMs = 20_000
const firstRetryMs = 1000
const lastRetryMs = 60_000

let socket: WebSocket | null = null
let opening = false
let retryMs = firstRetryMs
let retry: ReturnType<typeof setTimeout> | undefined
/** Counts the ends, so that what was under way at one does not connect after it. */
let ends = 0

/** Whether changes are told to us at once; if not, somebody has to ask. */
export function isLive(): boolean {
  return socket?.readyState === WebSocket.OPEN
}

/** Keeps a live connection: `changed` is called with what it says, and without after each time it was lost. */
export async function keepLive(changed: (said?: LiveMessage) => void): Promise<void> {
  if (socket || opening || retry !== undefined) return
  opening = true
  const endsBefore = ends
  const url = await ticketUrl().finally(() => (opening = false))
  if (url && ends === endsBefore) listen(new WebSocket(url), changed)
}

export function endLive(): void {
  ends += 1
  clearTimeout(retry)
  retry = undefined
  const old = socket
  socket = null
  old?.close()
}

/** Only to our own API: the ticket is worth the person's inbox. */
async function ticketUrl(): Promise<string | null> {
  const outcome = await callApi('live', {})
  if (!outcome.ok) return null
  const url = new URL(outcome.output.url)
  if (url.origin !== new URL(apiBase).origin.replace(/^http/, 'ws')) return null
  url.searchParams.set('ticket', outcome.output.ticket)
  return url.href
}

function listen(opened: WebSocket, changed: (said?: LiveMessage) => void): void {
  socket = opened
  let answered = true
  const lost = (): void => {
    clearInterval(pinging)
    if (socket !== opened) return
    socket = null
    retry = setTimeout(() => {
      retry = undefined
      void keepLive(changed)
    }, retryMs)
    retryMs = Math.min(2 * retryMs, lastRetryMs)
  }
  // Also what keeps a service worker running, which sleeps after 30 s of silence.
  const pinging = setInterval(() => {
    // A network that went away without a word leaves a connection that looks open and hears nothing.
    if (opened.readyState !== WebSocket.OPEN || !answered) {
      lost()
      return opened.close()
    }
    answered = false
    opened.send(ping)
  }, pingMs)
  opened.addEventListener('open', () => {
    retryMs = firstRetryMs
    changed()
  })
  opened.addEventListener('message', ({ data }) => {
    answered = true
    const said = data === pong ? null : messageIn(data)
    if (said) changed(said)
  })
  opened.addEventListener('close', lost)
}

function messageIn(data: unknown): LiveMessage | null {
  try {
    return v.parse(liveMessage, JSON.parse(String(data)))
  } catch {
    return null
  }
}
