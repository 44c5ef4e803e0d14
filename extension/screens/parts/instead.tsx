import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { offering, otherSets } from '../../models/portal/narrower.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import type { Evidence } from './evidence.tsx'

interface Props extends Pick<Evidence, 'narrower'> {
  readonly request: Request
  readonly decision: Deciding
}

/** Which set would do: the requester gets one button for it. */
export function Instead({ request, decision, narrower: known }: Props) {
  const { narrower, reason } = decision.opinion.value
  if (!narrower) return null
  const sets = otherSets(request, known.value.value?.items ?? [])
  const named = (wanted: string) => sets.find(({ arn }) => arn === wanted)
  const before = named(narrower.setArn)
  const choose = (arn: string) => {
    const set = named(arn)
    if (set) decision.edit(offering(request, set, reason, before?.name ?? ''))
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
        {!before && <option value="">{t('portal_choose_set')}</option>}
        {sets.map(({ arn, name }) => (
          <option key={arn} value={arn}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  )
}
