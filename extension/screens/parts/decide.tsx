import { useLayoutEffect } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { placeOf, queueOf } from '../../models/portal/queue.ts'
import { armAfterMs } from '../../models/portal/review.ts'
import { go } from '../../models/portal/route.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ApproveBar, RejectButton } from './approve-bar.tsx'
import { CannotDecide } from './cannot-decide.tsx'
import type { Evidence } from './evidence.tsx'
import { DecideTrouble, isLost } from './decide-trouble.tsx'
import { QuestionBar } from './question-bar.tsx'
import { RejectBar } from './reject-bar.tsx'
import { DecideTogether } from './same-need.tsx'

interface Props extends Pick<Evidence, 'narrower'> {
  readonly request: Request
  readonly decision: Deciding
  /** What is said about the request, in one key; `null` while some of it is on its way. */
  readonly known: string | null
  /** Reads the policies of the set again and shows them. */
  readonly showSet: () => void
}

/** The decision: always in view, and never what is pressed by accident. */
export function Decide({ request, decision, known, narrower, showSet }: Props) {
  useArming(decision.shown(request), known, decision)
  const one = decision.one.value
  if (one.state !== 'ready') return <Skeleton rows={1} />
  if (!one.request.mine.decide) return <CannotDecide request={one.request} />
  return (
    <section class="decide" aria-label={t('portal_decision')}>
      <DecideTrouble decision={decision} showSet={showSet} />
      {!isLost(decision) && <DecideTogether request={request} decision={decision} />}
      {!isLost(decision) && <Bar request={request} decision={decision} narrower={narrower} />}
    </section>
  )
}

function Bar(props: Pick<Props, 'request' | 'decision' | 'narrower'>) {
  const { request, decision } = props
  const { writing } = decision.opinion.value
  if (writing === 'reason') return <RejectBar {...props} />
  if (writing === 'question') return <QuestionBar decision={decision} />
  if (decision.obstacle.value) return <OnlyReject request={request} decision={decision} />
  return <ApproveBar {...props} />
}

/** What was asked for is no longer there to be granted: a no says so, or the next request opens and this one waits. */
function OnlyReject({ request: { id }, decision }: Pick<Props, 'request' | 'decision'>) {
  const { next } = placeOf(id, queueOf(id))
  return (
    <div class="decide-buttons">
      <Button onClick={() => go(next ? { page: 'review', id: next } : { page: 'approvals' })}>
        {t('problem_decided_already_button')}
      </Button>
      <RejectButton decision={decision} />
    </div>
  )
}

/** What is on the screen for a second may be approved; when it changes, the second starts again. */
function useArming(shown: string, known: string | null, decision: Deciding): void {
  useLayoutEffect(() => {
    if (known === null) return undefined
    const timer = setTimeout(() => decision.arm(shown), armAfterMs)
    return () => {
      clearTimeout(timer)
      decision.disarm()
    }
  }, [shown, known, decision])
}
