import type { ReadonlySignal } from '@preact/signals'
import type { Api } from '../../../schema/contract/api.ts'
import type { Output } from '../../../schema/contract/endpoint.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'
import type { One } from '../../models/portal/one.ts'
import { Icon } from '../../ui/icon.tsx'
import { decides } from './decides.tsx'
import { ExactPolicy } from './exact-policy.tsx'
import { Difference } from './difference.tsx'
import { beforeFacts, unusualFacts } from './before-here.tsx'
import { type Evidence, factsOf, LookFirstOf } from './evidence.tsx'
import { heldFacts } from './held-by.tsx'
import { type Fact, Facts } from './facts.tsx'
import { givesFacts, SetDocuments } from './set-reading.tsx'
import { isAddress } from './ticket-link.tsx'
import { Timeline } from './timeline.tsx'

interface Props {
  readonly request: Request
  readonly one: ReadonlySignal<One>
  readonly evidence: Evidence
}

/** What is known beside the question itself. A line that has nothing to say is left out. */
export function ReviewFacts({ request, one, evidence }: Props) {
  const full = one.value.state === 'ready' ? one.value.request : null
  const { narrower, held, before } = evidence
  const reading = evidence.reading.value.value
  const earlier = before.value.value
  const less = narrower.value.value?.items[0]
  return (
    <>
      <LookFirstOf reading={evidence.reading} />
      <Facts
        kind="lines"
        facts={[
          ...(earlier ? unusualFacts(request, earlier) : []),
          ...asked(request),
          ...factsOf(t('portal_narrower'), narrower, ({ items }) => narrowerFacts(request, items)),
          ...(reading ? givesFacts(reading) : []),
          ...factsOf(t('portal_holds_now'), held, (page) => heldFacts(page, full?.standing ?? null)),
          ...factsOf(t('portal_before_here'), before, (page) => beforeFacts(request, page)),
          ...(full ? decides(full) : []),
        ]}
      />
      <div class="folds">
        {full?.custom && <ExactPolicy request={full} custom={full.custom} reading={reading} />}
        {reading && !full?.custom && <SetDocuments reading={reading} />}
        {reading && less && <Difference request={request} reading={reading} to={less} />}
        {full && (
          <details class="fold">
            <summary>
              <Icon name="down" /> {t('portal_timeline')}
            </summary>
            <Timeline timeline={full.timeline} />
          </details>
        )}
      </div>
    </>
  )
}

/** Less that would do for what was denied; left out where the request says nothing of it. */
function narrowerFacts({ denied }: Request, [first]: Output<Api['narrower']>['items']): readonly Fact[] {
  if (!first || !denied) return []
  return [
    [
      t('portal_narrower'),
      <>
        <b>{first.name}</b> {t('portal_narrower_allows')} <code>{plain(denied.action)}</code>
        {`, ${t('portal_narrower_also', { n: String(first.also.write + first.also.permissionsManagement) })}`}
      </>,
    ],
  ]
}

function asked({ ticket, denied }: Request): readonly Fact[] {
  const where = denied?.resource ? ` ${t('portal_on', { resource: plain(denied.resource) })}` : ''
  return [
    ...(ticket && !isAddress(ticket) ? [[t('portal_ticket'), plain(ticket)] as const] : []),
    ...(denied
      ? [
          [
            t('portal_stopped_at'),
            <>
              <code>{plain(denied.action)}</code>
              {where}
            </>,
          ] as const,
        ]
      : []),
  ]
}
