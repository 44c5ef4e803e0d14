import { problemWords, t } from '../../lib/words.ts'
import type { CustomDraft } from '../../models/portal/custom-draft.ts'
import { type Mended, mendedPolicy } from '../../models/portal/mend-policy.ts'
import type { Fault, Reviewed } from '../../models/portal/policy-review.ts'
import type { Span } from '../../models/portal/policy-text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Facts } from './facts.tsx'
import { givesFacts, LookFirst } from './set-reading.tsx'

interface Props {
  readonly faults: readonly Fault[]
  readonly custom: CustomDraft
  readonly edit: (change: Partial<CustomDraft>) => void
  readonly goTo: (span: Span) => void
}

/** More would only be read once these are mended. */
const mostFaults = 5

/** What is against the set, each with the way to where it is. */
export function PolicyFaults({ faults, custom, edit, goTo }: Props) {
  const mended = faults.length > 0 ? mendedPolicy(custom.inline) : null
  const more = faults.length - mostFaults
  return (
    <div id="inline-faults" class="faults" role="status">
      {mended && <Mend mended={mended} take={(inline) => edit({ inline })} />}
      {faults.slice(0, mostFaults).map((fault, index) => (
        <FaultRow
          key={index}
          fault={fault}
          isFirst={faults.findIndex(({ key }) => key === fault.key) === index}
          goTo={goTo}
          leaveOut={(policy) => edit({ managed: custom.managed.filter(({ arn }) => arn !== policy) })}
        />
      ))}
      {more > 0 && <p class="says">{t('portal_and_more', { n: String(more) })}</p>}
    </div>
  )
}

/** Says what it does where it is one thing. */
function Mend({ mended, take }: { mended: Mended; take: (text: string) => void }) {
  const [slip, another] = mended.slips
  const words = t(another || slip === 'spaces' ? 'portal_mend_policy' : `portal_mend_${slip}`)
  return (
    <Button small onClick={() => take(mended.text)}>
      {words}
    </Button>
  )
}

interface RowProps {
  readonly fault: Fault
  /** Of its kind: it says which. */
  readonly isFirst: boolean
  readonly goTo: (span: Span) => void
  readonly leaveOut: (policy: string) => void
}

function FaultRow({ fault, isFirst, goTo, leaveOut }: RowProps) {
  const { key, variant, params, at, policy } = fault
  const { title, detail, button } = problemWords({
    type: `/problems/${key}`,
    params,
    ...(variant ? { variant } : {}),
  })
  return (
    <p class="error">
      <Icon name="cross" />
      <span>
        {isFirst && <b>{title}. </b>}
        {detail}
      </span>
      {at && (
        <Button kind="link" small onClick={() => goTo(at)}>
          {button}
        </Button>
      )}
      {policy && (
        <Button kind="link" small onClick={() => leaveOut(policy)}>
          {t('portal_leave_out', { account: params['policy'] ?? '' })}
        </Button>
      )}
    </p>
  )
}

/** What the people who decide will see of it. */
export function PolicySaid({ review }: { review: Reviewed }) {
  return (
    <div class="said-of-policy">
      <LookFirst findings={review.findings} every />
      <Facts kind="lines" facts={givesFacts(review)} />
    </div>
  )
}
