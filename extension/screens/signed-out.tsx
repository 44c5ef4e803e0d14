import { useMemo } from 'preact/hooks'
import { tellBackground } from '../lib/call.ts'
import { problemWords, t } from '../lib/words.ts'
import { command } from '../models/portal/act.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { Note } from '../ui/note.tsx'
import { ProblemNote } from './parts/notices.tsx'
import { useTitle } from './parts/use-title.ts'

/** Nothing is known and nobody is signed in: the one thing to do. */
export function SignedOut() {
  const signing = useMemo(command, [])
  const words = problemWords({ type: '/problems/signed-out', params: {} })
  useTitle(words.title)
  return (
    <main class="signed-out">
      <Mark width={28} />
      <h1 id="title" tabIndex={-1}>
        {words.title}
      </h1>
      <p>{t('portal_sign_in_text')}</p>
      <Button kind="primary" disabled={signing.busy.value} onClick={() => signIn(signing)}>
        {t(signing.busy.value ? 'portal_signing_in' : 'problem_signed_out_button')}
      </Button>
      {signing.problem.value && <ProblemNote problem={signing.problem.value} />}
    </main>
  )
}

/** The page stays as it is, with what was typed: only the way on is missing. */
export function SignedOutNote() {
  const signing = useMemo(command, [])
  const { title, detail, button } = problemWords({ type: '/problems/signed-out', params: {} })
  const press = (
    <Button disabled={signing.busy.value} onClick={() => signIn(signing)}>
      {signing.busy.value ? t('portal_signing_in') : button}
    </Button>
  )
  return (
    <Note tone="info" title={title} mend={press}>
      {detail}
    </Note>
  )
}

function signIn(signing: ReturnType<typeof command>): void {
  void signing.run(() => tellBackground('sign-in'))
}
