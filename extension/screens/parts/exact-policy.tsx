import type { Reading } from '../../../schema/contract/policies.ts'
import { settled } from '../../../schema/contract/lifecycle.ts'
import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { utc } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { policyName } from '../../models/portal/custom-draft.ts'
import { laidOut, lineOf, statementSpans } from '../../models/portal/policy-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Statements } from './statements.tsx'

type Custom = NonNullable<RequestWithTimeline['custom']>

interface Props {
  readonly request: Pick<Request, 'status' | 'session'>
  readonly custom: Custom
  /** `null` while it is not there. */
  readonly reading: Reading | null
}

/** The document as it is going to be created or was, one step below what it means. */
export function ExactPolicy({ request, custom, reading }: Props) {
  const { managedPolicyArns, sessionDuration } = custom
  const inlinePolicy = reading?.created?.inlinePolicy ?? custom.inlinePolicy
  return (
    <details class="fold">
      <summary>
        <Icon name="down" /> {t(titleOf(request))}
      </summary>
      <p class="says">
        {t('portal_session_duration', { hours: sessionDuration.replace(/\D/g, '') })}{' '}
        <Ours created={reading?.created ?? null} />
      </p>
      {inlinePolicy && <PolicyText policy={inlinePolicy} of={null} reading={reading} />}
      {managedPolicyArns.map((arn) => (
        <Managed key={arn} arn={arn} reading={reading} />
      ))}
    </details>
  )
}

function titleOf({ status, session }: Props['request']): string {
  if (session) return 'portal_exact_policy_created'
  return settled.has(status) ? 'portal_exact_policy_asked' : 'portal_exact_policy'
}

/** What is ours in the document, and what the end in it rests on while nobody has decided. */
export function Ours({ created }: { created: NonNullable<Reading['created']> | null }) {
  const until = created && !created.granted ? utc(created.endsAt) : null
  return (
    <>
      {t('portal_exact_sealed')} {until && t('portal_exact_until', { time: until })}
    </>
  )
}

/** One of AWS's, folded: its name says most of it. */
function Managed({ arn, reading }: { arn: string; reading: Reading | null }) {
  const found = reading?.documents.find(({ policy }) => policy === arn)
  return (
    <details class="managed-policy">
      <summary>
        <Icon name="down" size={14} /> <b>{plain(policyName(arn))}</b>
      </summary>
      <code>{plain(arn)}</code>
      {found && <PolicyText policy={found.document} of={arn} reading={reading} />}
    </details>
  )
}

interface TextProps {
  readonly policy: string
  /** Its ARN; `null` for the inline one. */
  readonly of: string | null
  readonly reading: Reading | null
}

/** Each line has its number; those of a statement that should be looked at are marked. */
export function PolicyText({ policy, of, reading }: TextProps) {
  const text = laidOut(policy)
  const marked = markedLines(text, of, reading)
  return (
    <>
      <Statements statements={(reading?.statements ?? []).filter((one) => one.policy === of)} />
      <pre class="policy" tabIndex={0} role="region" aria-label={of ?? t('portal_inline_policy')}>
        {text.split('\n').map((line, index) => (
          <code key={index} class={marked.has(index + 1) ? 'marked' : undefined}>
            {plain(line)}
          </code>
        ))}
      </pre>
    </>
  )
}

function markedLines(text: string, of: string | null, reading: Reading | null): ReadonlySet<number> {
  const spans = statementSpans(text)
  const looked = (reading?.findings ?? []).filter(
    ({ policy, severity }) => policy === of && severity !== 'notice',
  )
  return new Set(
    looked.flatMap(({ statement }) => {
      const span = spans[statement]
      if (!span) return []
      const first = lineOf(text, span.from)
      return Array.from({ length: lineOf(text, span.to) - first + 1 }, (_, line) => first + line)
    }),
  )
}
