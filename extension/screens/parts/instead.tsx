import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { otherSets } from '../../models/portal/narrower.ts'
import { describedBy, Field } from '../../ui/field.tsx'

/** Which set would do: the requester gets one button for it. */
export function Instead({ request, decision }: { request: Request; decision: Deciding }) {
  const { narrower } = decision.opinion.value
  if (!narrower) return null
  const sets = otherSets(request)
  const choose = (arn: string) => {
    const set = sets.find((each) => each.arn === arn)
    if (!set) return
    const seconds = Math.min(request.durationSeconds, set.maxSeconds)
    decision.edit({
      narrower: { setArn: arn, seconds },
      reason: t('portal_narrower_reason', { set: set.name }),
    })
  }
  return (
    <Field id="instead" label={t('portal_instead')} help={t('portal_instead_help')}>
      <select
        id="instead"
        class="half"
        aria-describedby={describedBy('instead')}
        value={narrower.setArn}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {sets.map(({ arn, name }) => (
          <option key={arn} value={arn}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}
