import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo } from 'preact/hooks'
import { tellBackground } from '../../lib/call.ts'
import { problemWords, t } from '../../lib/words.ts'
import { keyOf, type Problem, toneOf } from '../../models/portal/trouble.ts'
import { connection, now, retryAt, seen } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { usualMend } from './usual-mend.tsx'

/** A refusal in its words, with the one thing that mends it. */
export function NoteOf({ problem, mend }: { problem: Problem; mend?: ComponentChildren }) {
  const { title, detail } = problemWords(problem, now.value)
  const icon = keyOf(problem) === 'offline' ? ({ icon: 'offline' } as const) : {}
  return (
    <Note
      tone={toneOf(problem)}
      title={title}
      mend={mend ?? usualMend(problem)}
      counts={keyOf(problem) === 'unreachable'}
      {...icon}
    >
      {detail}
    </Note>
  )
}

/** A refusal whose button does the same again. */
export function ProblemNote({ problem, mend }: { problem: Problem; mend?: (() => void) | undefined }) {
  const words = problemWords(problem, now.value).button || t('problem_broken_button')
  // Its words are those of the refusal: what says "Update" updates.
  const again = mend && <Button onClick={mend}>{words}</Button>
  return <NoteOf problem={problem} mend={usualMend(problem) ?? again} />
}

/** What the list does not know of: the network first, for it explains the rest. */
export function ListNotice({ problem, again }: { problem: Problem | null; again: () => void }) {
  const cut = disconnected()
  if (cut) return <CutNote cut={cut} />
  if (!problem || keyOf(problem) === 'signed-out') return null
  return <ProblemNote problem={problem} mend={again} />
}

/** Where the network could be spoken of on this page. It is, in the first of them. */
const places = signal<readonly symbol[]>([])

function CutNote({ cut }: { cut: Problem }) {
  const me = useMemo(() => Symbol('place'), [])
  useLayoutEffect(() => {
    places.value = [...places.peek(), me]
    return () => void (places.value = places.peek().filter((place) => place !== me))
  }, [me])
  if (places.value[0] !== me) return null
  return <ProblemNote problem={cut} mend={cut.type.endsWith('unreachable') ? tryNow : undefined} />
}

/** Why nothing new comes in, if so. */
function disconnected(): Problem | null {
  if (connection.value === 'offline') {
    const at = seen.value?.at ?? now.value
    return { type: '/problems/offline', params: { time: new Date(at).toISOString() } }
  }
  if (connection.value !== 'unreachable') return null
  const seconds = Math.max(1, Math.ceil(((retryAt.value ?? now.value) - now.value) / 1000))
  return { type: '/problems/unreachable', params: { n: String(seconds) } }
}

function tryNow(): void {
  tellBackground('refresh').catch(() => undefined)
}
