import type { ComponentChildren } from 'preact'
import type { Request } from '../../../schema/contract/requests.ts'
import { asOf, isOverdue, slowProblem } from '../../models/portal/as-of.ts'
import type { Problem } from '../../models/portal/trouble.ts'
import { now } from '../../models/seen.ts'
import { href } from '../../models/portal/route.ts'
import { setName } from '../../lib/set-name.ts'
import { plain } from '../../lib/plain.ts'
import { duration } from '../../lib/time.ts'
import { problemWords, says } from '../../lib/words.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { StatusLine } from '../../ui/status-line.tsx'

/** The cells that lists share. Tables keep their roles when they are drawn as cards. */

export function Account({ request }: { request: Request }) {
  const { accountId, accountName, sensitive } = request
  return (
    <td role="cell" class="cell-account">
      <AccountName id={accountId} name={accountName} sensitive={sensitive} />
    </td>
  )
}

interface SetProps {
  readonly request: Request
  readonly withDuration?: boolean
  /** Marks under why. */
  readonly children?: ComponentChildren
}

export function SetAndWhy({ request, withDuration, children }: SetProps) {
  const seconds = request.grantedSeconds ?? request.durationSeconds
  return (
    <td role="cell" class="cell-set">
      <span class="set">{setName(request)}</span>
      {withDuration && `, ${duration(seconds)}`}
      <Why text={request.justification} />
      {children}
    </td>
  )
}

/** The first line of why; the request itself has all of it. */
export function Why({ text }: { text: string }) {
  return <q class="why">{plain(text)}</q>
}

interface StatusProps {
  readonly request: Request
  /** The sentence under the status. */
  readonly sentence?: boolean
  /** The status leads to the request. */
  readonly link?: boolean
}

export function StatusCell({ request, sentence, link }: StatusProps) {
  const current = asOf(request, now.value)
  const slow = slowProblem(current, now.value)
  const lost = Boolean(current.session?.lostSince)
  const status = <StatusLine status={current.status} overdue={isOverdue(current, now.value)} lost={lost} />
  return (
    <td role="cell" class="cell-status">
      {link ? <a href={href({ page: 'one', id: request.id })}>{status}</a> : status}
      {sentence && <p class="says">{says(current, now.value)}</p>}
      {sentence && slow && <p class="says">{inALine(slow)}</p>}
    </td>
  )
}

function inALine(problem: Problem): string {
  const { title, detail } = problemWords(problem)
  return `${title}. ${detail}`
}
