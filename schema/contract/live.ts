import * as v from 'valibot'
import { opaqueId } from './values.ts'

/** What the live connection says: look again, or that a request waits. It never carries what changed. */
export const liveMessage = v.variant('kind', [
  v.object({ kind: v.literal('changed') }),
  // Told once or twice: `at` (ms) is the same in both.
  v.object({ kind: v.literal('reminder'), requestId: opaqueId, at: v.number() }),
])
export type LiveMessage = v.InferOutput<typeof liveMessage>

/** Sent by the client as plain text every 20 s; answered `pong` without waking anything. */
export const ping = 'ping'
export const pong = 'pong'
