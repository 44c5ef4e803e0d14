import { problemWords, t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { go } from '../../models/portal/route.ts'
import { keyOf, type Problem } from '../../models/portal/trouble.ts'
import { Button } from '../../ui/button.tsx'
import { ListNotice, NoteOf } from './notices.tsx'

const lost = new Set(['decided-already', 'window-over', 'nothing-to-do'])

/** Somebody was faster, or the time was over: there is nothing left to press. */
export function isLost(decision: Deciding): boolean {
  const problem = decision.sending.problem.value
  return problem !== null && lost.has(keyOf(problem))
}

/** Why the decision was not taken, at the buttons it is about; and the one thing to do now. */
export function DecideTrouble({ decision, showSet }: { decision: Deciding; showSet: () => void }) {
  const problem = decision.sending.problem.value ?? decision.obstacle.value
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
    case 'set-changed':
      return <NoteOf problem={problem} mend={<Button onClick={showSet}>{words}</Button>} />
    case 'confirm-it-is-you':
      return <NoteOf problem={problem} mend={<Confirm decision={decision} words={words} />} />
    case 'changed':
    case 'digest-differs':
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

/** One window at a time; why it came to nothing is said beside it. */
function Confirm({ decision: { confirm, confirming }, words }: { decision: Deciding; words: string }) {
  const busy = confirming.busy.value
  return (
    <>
      <Button disabled={busy} onClick={confirm}>
        {busy ? t('portal_signing_in') : words}
      </Button>
      <span role="status">{confirming.problem.value && failureOf(confirming.problem.value)}</span>
    </>
  )
}

/** Of a window that was closed nobody is signed out. */
function failureOf(problem: Problem): string {
  return keyOf(problem) === 'signed-out' ? t('popup_sign_in_failed') : problemWords(problem).detail
}
