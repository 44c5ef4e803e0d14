import type { ShownRequest } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { amberMs, redMs } from '../../lib/urgency.ts'

/**
 * What is to be said aloud: at ten minutes, at two, and at the end, which may come early. Answers the same words
 * until the next moment, so that nothing is said twice.
 */
export function speaker(): (request: ShownRequest | null, leftMs: number) => string {
  let words = ''
  let last: { request: ShownRequest; leftMs: number } | null = null
  return (request, leftMs) => {
    const about = request ?? last?.request
    const isSame = !request || request.id === last?.request.id
    const moment = about && isSame && last ? momentBetween(last.leftMs, request ? leftMs : 0) : null
    if (about && moment) {
      words = t(`clock_${moment}`, { set: about.set, account: about.accountName })
    }
    last = request && { request, leftMs }
    return words
  }
}

type Moment = 'ten' | 'two' | 'over'

/** Only the last of several moments, as after a sleep. */
export function momentBetween(beforeMs: number, leftMs: number): Moment | null {
  if (beforeMs > 0 && leftMs <= 0) return 'over'
  if (beforeMs > redMs && leftMs <= redMs) return 'two'
  return beforeMs > amberMs && leftMs <= amberMs ? 'ten' : null
}
