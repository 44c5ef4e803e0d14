import { WorkerEntrypoint } from 'cloudflare:workers'
import { review, type ReviewAsk } from '../../schema/policy/review.ts'
import { suggest, type SuggestAsk } from '../../schema/policy/suggest/suggest.ts'
import type { PolicyReader } from './port.ts'

/** Called by the API's Worker through a service binding; it has no address of its own. */
export default class Reader extends WorkerEntrypoint implements PolicyReader {
  override fetch(): Response {
    return new Response(null, { status: 404 })
  }

  async suggest(ask: SuggestAsk) {
    return suggest(ask)
  }

  async review(ask: ReviewAsk) {
    return review(ask)
  }
}
