import { problemWords, t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { go } from '../../models/portal/route.ts'
import { keyOf } from '../../models/portal/trouble.ts'
import { Button } from '../../ui/button.tsx'
import { ListNotice, NoteOf } from './notices.tsx'

const lost = new Set(['decided-already', 'window-over', 'nothing-to-do'])

/** Somebody was faster, or the time was over: there is nothing left to press. */
export function isLost(decision: Deciding): boolean {
  const problem = decision.sending.problem.value
  return problem !== null && lost.has(keyOf(problem))
}

/** Why the decision was not taken, at the buttons it is about; and the one thing to do now. */
export function DecideTrouble({ decision }: { decision: Deciding }) {
  const problem = decision.sending.problem.value
  if (!problem) return <ListNotice problem={null} again={() => undefined} />
  const words = problemWords(problem).button
  switch (keyOf(problem)) {
    case 'decided-already':
    case 'window-over':
    case 'nothing-to-do':
      return (
        <NoteOf
          problem={problem}
          mend={<Button onClick={decision.openNext}>{words || t('problem_decided_already_button')}</Button>}
        />
      )
    case 'no-longer-yours':
    case 'second-person':
    case 'own-request':
    case 'not-allowed':
      return (
        <NoteOf
          problem={problem}
          mend={
            <Button onClick={() => go({ page: 'approvals' })}>{t('problem_no_longer_yours_button')}</Button>
          }
        />
      )
    case 'changed':
    case 'digest-differs':
    case 'set-changed':
      return (
        <NoteOf
          problem={problem}
          mend={<Button onClick={decision.readAgain}>{t('portal_read_again')}</Button>}
        />
      )
    default:
      return <NoteOf problem={problem} />
  }
}
