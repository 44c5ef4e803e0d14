import { call } from '../lib/call.ts'
import { t } from '../lib/words.ts'
import { type Filter, statusesOf } from '../models/portal/filter.ts'
import type { Filtered } from '../models/portal/route.ts'
import { ownStamp, seen } from '../models/seen.ts'
import { FilterBar } from './parts/filter-bar.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { RequestAccess } from './parts/request-access-link.tsx'
import { RequestRows } from './parts/request-rows.tsx'
import { useListing } from './parts/use-listing.ts'

export function MyRequests({ filter, status }: Filtered) {
  const wanted = status ? [status] : statusesOf(filter)
  const source = () => ({
    stored: storedMine(wanted),
    read: (after?: string) =>
      call('requests', {
        scope: 'mine',
        ...(wanted.length > 0 ? { status: [...wanted] } : {}),
        ...(after ? { after } : {}),
      }),
  })
  const requests = useListing(`mine ${wanted.join()}`, source, ownStamp.value)
  return (
    <>
      <PageHead title={t('portal_my_requests')} sub={t('portal_newest_first')}>
        <RequestAccess />
      </PageHead>
      <FilterBar page="requests" filter={filter} status={status} />
      <section class="card" aria-labelledby="title">
        <ListFace listing={requests} empty={{ title: emptyWords(filter, status !== undefined) }}>
          {(items) => <RequestRows requests={items} again={requests.refresh} />}
        </ListFace>
      </section>
    </>
  )
}

/** Storage has the newest only, so that it fills a filter, but never empties one. */
function storedMine(wanted: readonly string[]) {
  const mine = seen.value?.mine
  if (wanted.length === 0) return mine
  const fitting = mine?.filter(({ status }) => wanted.includes(status)) ?? []
  return fitting.length > 0 ? fitting : undefined
}

function emptyWords(filter: Filter, exact: boolean): string {
  return filter === 'all' && !exact ? t('portal_no_requests') : t('portal_no_requests_filtered')
}
