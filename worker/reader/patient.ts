import { Refusal } from '../http/refusal.ts'
import { within } from '../within.ts'
import type { PolicyReader } from './port.ts'

/** A person waits for the answer; the worst document that is taken is read in a tenth of it. */
const silentMs = 5000

/** Throws the refusal `unreachable` where the reader is down, breaks, or takes longer: nothing goes on unread. */
export function patient(reader: PolicyReader, ms = silentMs): PolicyReader {
  return {
    suggest: (ask) => answerOf(ms, () => reader.suggest(ask)),
    review: (ask) => answerOf(ms, () => reader.review(ask)),
  }
}

async function answerOf<T>(ms: number, ask: () => Promise<T>): Promise<T> {
  try {
    return await within(ms, ask())
  } catch (cause) {
    throw new Refusal('unreachable', { n: '5' }, { retryAfterSeconds: 5 }, { cause })
  }
}
