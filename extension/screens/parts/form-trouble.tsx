import type { ComponentChildren } from 'preact'
import { t } from '../../lib/words.ts'
import { isChanged } from '../../models/portal/act.ts'
import type { Problem } from '../../models/portal/trouble.ts'
import { Note } from '../../ui/note.tsx'
import { ProblemNote } from './notices.tsx'

interface Props {
  readonly problem: Problem | null
  /** Somebody else changed what was typed on. */
  readonly moved?: boolean
  /** How it is now, where the form does not show that beside what was typed. */
  readonly children?: ComponentChildren
}

/** Why a form is not saved, above the button that saves it: the same button tries again, on what is there now. */
export function FormTrouble({ problem, moved = false, children }: Props) {
  if (problem && !isChanged(problem)) return <ProblemNote problem={problem} />
  if (!problem && !moved) return null
  return (
    <Note tone="info" title={t('problem_changed_title')}>
      {t('portal_changed_now')} {children} {moved && t('portal_changed_kept')}
    </Note>
  )
}
