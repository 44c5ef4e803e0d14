import type { Reviewed, ReviewAsk } from '../../schema/policy/review.ts'
import type { SuggestAsk, Suggested } from '../../schema/policy/suggest/suggest.ts'

/**
 * Who reads policies for the API: a Worker of its own, since what it reads them with (AWS's 22,000 actions) is five times
 * the API's size. It knows nobody, keeps nothing, and calls nothing.
 */
export interface PolicyReader {
  suggest(ask: SuggestAsk): Promise<Suggested>
  review(ask: ReviewAsk): Promise<Reviewed>
}
