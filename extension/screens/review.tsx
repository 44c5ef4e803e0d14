import { useMemo } from 'preact/hooks'
import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request } from '../../schema/contract/requests.ts'
import { asOf } from '../models/portal/as-of.ts'
import { placeOf, queueOf } from '../models/portal/queue.ts'
import type { One } from '../models/portal/one.ts'
import { deciding, type Deciding } from '../models/portal/deciding.ts'
import { go } from '../models/portal/route.ts'
import { now } from '../models/seen.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { t } from '../lib/words.ts'
import { Decide } from './parts/decide.tsx'
import { showSet, useEvidence, useKnown } from './parts/evidence.tsx'
import { NoSuchRequest } from './parts/no-such-request.tsx'
import { Over } from './parts/over.tsx'
import { Queued } from './parts/queued.tsx'
import { ReviewFacts } from './parts/review-facts.tsx'
import { ReviewHead } from './parts/review-head.tsx'
import { SameNeed } from './parts/same-need.tsx'
import { useKeys } from './parts/use-keys.ts'
import { useOne } from './parts/use-one.ts'
import { useTitle } from './parts/use-title.ts'

/** One request as its approver sees it: everything needed to say no stands above the buttons. */
export function Review({ id }: { id: string }) {
  const reading = useOne(id)
  const decision = useMemo(() => deciding(id, reading), [id])
  const place = placeOf(id, queueOf(id))
  const { value } = reading.one
  useKeys(keysOf(place, decision))
  return (
    <div class="review">
      <Queued place={place} decides={mayStill(value)} />
      {value.state === 'refused' && (
        <NoSuchRequest problem={value.problem} again={() => void reading.refresh()} />
      )}
      {value.state === 'loading' && <Loading />}
      {(value.state === 'partial' || value.state === 'ready') && (
        <Shown
          request={value.request}
          email={(value.state === 'ready' && value.request.requesterEmail) || null}
          decision={decision}
        />
      )}
    </div>
  )
}

/** Until it is known, it may: most of what is opened here waits for this person. */
function mayStill(value: One): boolean {
  if (value.state === 'refused') return false
  if (value.state === 'loading') return true
  const waits = waiting.has(asOf<Request>(value.request, now.value).status)
  return waits && (value.state === 'partial' || value.request.mine.decide)
}

function Loading() {
  useTitle(t('portal_pending_approvals'))
  return (
    <>
      <h1 id="title" tabIndex={-1}>
        {t('portal_pending_approvals')}
      </h1>
      <Skeleton rows={4} />
    </>
  )
}

interface ShownProps {
  readonly request: Request
  readonly email: string | null
  readonly decision: Deciding
}

function Shown({ request, email, decision }: ShownProps) {
  const current = asOf(request, now.value)
  const over = !waiting.has(current.status)
  const evidence = useEvidence(current)
  const known = useKnown(evidence)
  return (
    <>
      <ReviewHead request={current} email={email} />
      {!over && <SameNeed request={current} />}
      <ReviewFacts request={current} one={decision.one} evidence={evidence} />
      {over ? (
        <Over request={current} decision={decision} />
      ) : (
        <Decide
          request={current}
          decision={decision}
          known={known}
          narrower={evidence.narrower}
          showSet={() => void showSet(evidence)}
        />
      )}
    </>
  )
}

function keysOf(place: ReturnType<typeof placeOf>, decision: Deciding) {
  const to = (id: string | null) => () => {
    if (id) go({ page: 'review', id })
  }
  return {
    j: to(place.next),
    k: to(place.previous),
    a: () => decision.pressApprove(),
    r: () => decision.openReason(),
  }
}
