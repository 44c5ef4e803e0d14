import type { Api } from '../../../schema/contract/api.ts'
import type { Output } from '../../../schema/contract/endpoint.ts'
import type { Reading } from '../../../schema/contract/policies.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { findingWords } from '../../lib/finding-words.ts'
import { plain } from '../../lib/plain.ts'
import { setName } from '../../lib/set-name.ts'
import { t } from '../../lib/words.ts'
import { Icon } from '../../ui/icon.tsx'
import { Given, levelsOf } from './statements.tsx'

type Offer = Output<Api['narrower']>['items'][number]

interface Props {
  readonly request: Request
  readonly reading: Reading
  readonly to: Offer
}

/** What the narrower set does not give, one step below what both do. */
export function Difference({ request, reading, to }: Props) {
  const { denied } = request
  const without = missingIn(to, reading)
  return (
    <details class="fold difference">
      <summary>
        <Icon name="down" /> {t('portal_difference_to', { set: to.name })}
      </summary>
      <p>
        {setName(request)} <Given counts={reading.gives} services={reading.services} />
      </p>
      <p>
        {to.name} {denied && t('portal_difference_beside', { action: plain(denied.action) })}{' '}
        {levelsOf(to.also)}
      </p>
      {without.length > 0 && (
        <>
          <p>{t('portal_difference_without', { set: to.name })}</p>
          <ul>
            {without.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  )
}

/** Of a set that is not read in full nothing is said to be missing. */
function missingIn({ risks, unread }: Offer, { findings }: Reading): readonly string[] {
  if (unread.length > 0) return []
  const known = new Set(risks.map(({ id }) => id))
  const more = findings.filter(({ id, severity }) => severity !== 'notice' && !known.has(id))
  return [...new Set(more.map(findingWords))]
}
