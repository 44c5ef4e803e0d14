import type { ReadonlySignal } from '@preact/signals'
import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'
import type { One } from '../../models/portal/one.ts'
import { seen } from '../../models/seen.ts'
import { Icon } from '../../ui/icon.tsx'
import { ExactPolicy } from './exact-policy.tsx'
import { useHeldBy } from './held-by.tsx'
import { type Fact, Facts } from './facts.tsx'
import { Timeline } from './timeline.tsx'

/** What is known beside the question itself. A line that has nothing to say is left out. */
export function ReviewFacts({ request, one }: { request: Request; one: ReadonlySignal<One> }) {
  const full = one.value.state === 'ready' ? one.value.request : null
  const held = useHeldBy(request)
  return (
    <>
      <Facts kind="lines" facts={[...asked(request), ...held, ...(full ? decides(full) : [])]} />
      {full?.custom && <ExactPolicy custom={full.custom} />}
      {full && (
        <details class="fold">
          <summary>
            <Icon name="down" /> {t('portal_timeline')}
          </summary>
          <Timeline timeline={full.timeline} />
        </details>
      )}
    </>
  )
}

function asked({ ticket, denied }: Request): readonly Fact[] {
  const where = denied?.resource ? ` ${t('portal_on', { resource: plain(denied.resource) })}` : ''
  return [
    ...(ticket ? [[t('portal_ticket'), plain(ticket)] as const] : []),
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

function decides({ mayDecide, timeline }: RequestWithTimeline): readonly Fact[] {
  if (mayDecide.length === 0) return []
  const me = seen.value?.me.id
  const people = mayDecide.toSorted((a, b) => Number(b.id === me) - Number(a.id === me))
  const first = timeline.find(({ event }) => event === 'approve')
  return [
    [
      t('portal_decides'),
      <span class="ends">
        <span>
          {t('portal_one_of')}{' '}
          {people.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {id === me ? <b>{t('portal_you')}</b> : name}
            </span>
          ))}
        </span>
        <span class="second">
          {first?.actor ? t('portal_first_by', { name: first.actor.name }) : t('portal_nobody_yet')}
        </span>
      </span>,
    ],
  ]
}
