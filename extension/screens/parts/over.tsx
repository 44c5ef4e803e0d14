import type { Request } from '../../../schema/contract/requests.ts'
import { problemWords, says, t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import type { Problem } from '../../models/portal/trouble.ts'
import { isOverdue } from '../../models/portal/as-of.ts'
import { now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { NoteOf } from './notices.tsx'

/** Nothing is left to decide: who was faster, or what became of it, and the next request. */
export function Over({ request, decision }: { request: Request; decision: Deciding }) {
  const problem = whyOver(request)
  const words = problemWords({ type: '/problems/decided-already', params: {} }).button
  return (
    <section class="decide over" aria-label={t('portal_decision')}>
      <p>
        <StatusLine status={request.status} overdue={isOverdue(request, now.value)} />
      </p>
      {problem ? <NoteOf problem={problem} /> : <p>{says(request, now.value)}</p>}
      <Button onClick={decision.openNext}>{words}</Button>
    </section>
  )
}

function whyOver({ status, decision, windowEndsAt, requester }: Request): Problem | null {
  if (status === 'lapsed') {
    return { type: '/problems/window-over', params: { time: windowEndsAt, requester: requester.name } }
  }
  if (!decision || status === 'withdrawn') return null
  const verdict = t(decision.decision === 'approve' ? 'verdict_approved' : 'verdict_rejected')
  return { type: '/problems/decided-already', params: { name: decision.by.name, verdict, time: decision.at } }
}
