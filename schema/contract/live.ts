import * as v from 'valibot'

/** What the live connection says: look again. It never carries what changed. */
export const liveMessage = v.object({ kind: v.literal('changed') })

/** Sent by the client as plain text every 20 s; answered `pong` without waking anything. */
export const ping = 'ping'
export const pong = 'pong'
