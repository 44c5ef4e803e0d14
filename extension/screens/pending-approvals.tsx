import { useEffect, useState } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { lookForFirstTimes } from '../models/portal/earlier.ts'
import type { Listing } from '../models/portal/listing.ts'
import { others, undecided } from '../models/portal/queue.ts'
import { go, href } from '../models/portal/route.ts'
import { placesByNeed } from '../models/portal/same-need.ts'
import { ownStamp, seen } from '../models/seen.ts'
import { useDecidedThisWeek } from './parts/decided-this-week.ts'
import { ListFace } from './parts/list-face.tsx'
import { Keys } from './parts/keys.tsx'
import { PageHead } from './parts/page-head.tsx'
import { QueueRow } from './parts/queue-row.tsx'
import { Table } from './parts/table.tsx'
import { Tabs } from './parts/tabs.tsx'
import { useKeys } from './parts/use-keys.ts'
import { useListing } from './parts/use-listing.ts'

/** What waits for this person first, and what others were asked before them. Urgent first, then soonest deadline. */
export function PendingApprovals({ part }: { part?: 'more' | undefined }) {
  const first = usePart('first', seen.value?.toDecide)
  const more = usePart('more')
  const waiting = more.listed.value
  useEffect(() => {
    if (waiting.state === 'ready') others.value = waiting.items
  }, [waiting])
  const decided = useDecidedThisWeek()
  const shown = part === 'more' ? more : first
  return (
    <>
      <PageHead title={t('portal_pending_approvals')}>
        <Keys
          keys={[
            ['j', t('portal_key_next')],
            ['k', t('portal_key_previous')],
            ['Enter', t('portal_key_review')],
          ]}
        />
      </PageHead>
      <Tabs
        label={t('portal_parts')}
        tabs={[
          { to: { page: 'approvals' }, title: t('portal_part_first'), badge: counted(first), current: !part },
          {
            to: { page: 'approvals', part: 'more' },
            title: t('portal_part_more'),
            count: counted(more),
            current: part === 'more',
          },
        ]}
      />
      <section class="card" aria-label={t(part ? 'portal_part_more' : 'portal_part_first')}>
        <ListFace listing={shown} current={undecided} empty={nothing(part, decided)}>
          {(items) => <Queue key={part} requests={items} />}
        </ListFace>
      </section>
      <p class="second under">
        {t(part ? 'portal_part_more_text' : 'portal_soonest_deadline')} {counted(shown) && decided}
      </p>
    </>
  )
}

function usePart(part: 'first' | 'more', stored?: readonly Request[]): Listing<Request> {
  const source = () => ({
    stored,
    read: (after?: string) => call('requests', { scope: 'to-decide', part, ...(after ? { after } : {}) }),
  })
  return useListing<Request>(`to-decide ${part}`, source, stored && ownStamp.value)
}

/** How many are listed; nothing before the list is known, or when it is empty. */
function counted({ listed }: Listing<Request>): string {
  const { value } = listed
  if (value.state !== 'ready') return ''
  const n = undecided(value.items).length
  if (value.next !== null) return `${n}+`
  return n === 0 ? '' : String(n)
}

function nothing(part: 'more' | undefined, decided: string) {
  const history = (
    <a class="button normal" href={href({ page: 'history', filter: 'all' })}>
      {t('portal_request_history')}
    </a>
  )
  return part
    ? { title: t('portal_no_others'), text: t('portal_part_more_text') }
    : { title: [t('portal_nothing_to_decide'), decided].filter(Boolean).join(' '), link: history }
}

function Queue({ requests }: { requests: readonly Request[] }) {
  const [at, setAt] = useState(0)
  const current = Math.min(at, Math.max(requests.length - 1, 0))
  const move = (by: number) => {
    setAt(Math.max(0, Math.min(requests.length - 1, current + by)))
    requestAnimationFrame(() => document.querySelector<HTMLElement>('tr.current a.button')?.focus())
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => open(requests[current]),
  })
  useEffect(() => void lookForFirstTimes(requests), [requests.map(({ id }) => id).join()])
  const columns = ['person', 'set', 'account', 'duration', 'why', 'due', 'review'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="queue" label={t('portal_pending_approvals')} columns={columns}>
      {placesByNeed(requests).map((place, index) => (
        <QueueRow key={place.request.id} place={place} current={index === current} />
      ))}
    </Table>
  )
}

function open(request: Request | undefined): void {
  if (request) go({ page: 'review', id: request.id })
}
