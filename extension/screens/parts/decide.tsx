import { useEffect } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { armAfterMs, shownKey } from '../../models/portal/review.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ApproveBar } from './approve-bar.tsx'
import { CannotDecide } from './cannot-decide.tsx'
import { DecideTrouble, isLost } from './decide-trouble.tsx'
import { QuestionBar } from './question-bar.tsx'
import { RejectBar } from './reject-bar.tsx'

/** The decision: always in view, and never what is pressed by accident. */
export function Decide({ request, decision }: { request: Request; decision: Deciding }) {
  useArming(shownKey(request), decision)
  const one = decision.one.value
  if (one.state !== 'ready') return <Skeleton rows={1} />
  if (!one.request.mine.decide) return <CannotDecide request={one.request} />
  return (
    <section class="decide" aria-label={t('portal_decision')}>
      <DecideTrouble decision={decision} />
      {!isLost(decision) && <Bar request={request} decision={decision} />}
    </section>
  )
}

function Bar({ request, decision }: { request: Request; decision: Deciding }) {
  const { reason, question } = decision.opinion.value
  if (reason !== null) return <RejectBar request={request} decision={decision} />
  if (question !== null) return <QuestionBar decision={decision} />
  return <ApproveBar request={request} decision={decision} />
}

/** What is on the screen for a second may be approved; when it changes, the second starts again. */
function useArming(key: string, decision: Deciding): void {
  useEffect(() => {
    const timer = setTimeout(() => decision.arm(key), armAfterMs)
    return () => clearTimeout(timer)
  }, [key, decision])
}
