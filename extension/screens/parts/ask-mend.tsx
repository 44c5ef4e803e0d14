import { useEffect, useRef } from 'preact/hooks'
import { consoleLink } from '../../lib/console-link.ts'
import { problemWords } from '../../lib/words.ts'
import { type AskForm, placeOf } from '../../models/portal/ask-form.ts'
import { href } from '../../models/portal/route.ts'
import { keyOf, type Problem } from '../../models/portal/trouble.ts'
import { seen } from '../../models/seen.ts'
import { ListNotice, NoteOf } from './notices.tsx'

/** A refusal that is about no field, with the one thing that mends it; else what the network has to say. */
export function AskMend({ form }: { form: AskForm }) {
  const problem = form.sending.problem.value ?? foreseen(form)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) place.current?.scrollIntoView?.({ block: 'nearest' })
  }, [problem])
  if (problem && placeOf(problem) === null) {
    return (
      <div ref={place}>
        <NoteOf problem={problem} mend={mendOf(form, problem)} />
      </div>
    )
  }
  return <ListNotice problem={null} again={() => undefined} />
}

/** What is edited is asked already, as long as it waits. */
function foreseen({ preview, replaces }: AskForm): Problem | null {
  const problem = preview.problem.value
  return problem && replaces && problem.requestId === replaces.id ? null : problem
}

function mendOf(form: AskForm, problem: Problem) {
  const words = problemWords(problem).button
  const { account, set } = form.chosen.value
  const portal = seen.value?.me.accessPortal
  switch (keyOf(problem)) {
    case 'already-asked':
      return problem.requestId ? (
        <Link words={words} to={href({ page: 'one', id: problem.requestId })} />
      ) : null
    case 'already-held':
      if (!portal || !account || !set) return null
      return (
        <Link
          words={words}
          to={consoleLink(portal, { accountId: account.id, permissionSetName: set.name })}
          away
        />
      )
    default:
      return null
  }
}

function Link({ words, to, away }: { words: string; to: string; away?: boolean }) {
  return (
    <a class="button normal" href={to} {...(away ? { target: '_blank', rel: 'noreferrer' } : {})}>
      {words}
    </a>
  )
}
