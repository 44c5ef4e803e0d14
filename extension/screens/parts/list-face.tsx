import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Listing } from '../../models/portal/listing.ts'
import { t } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ListNotice } from './notices.tsx'

interface Props<T> {
  readonly listing: Listing<T>
  readonly empty: { readonly title: string; readonly text?: string; readonly link?: ComponentChildren }
  /** Leaves out what is not searched for; `null` while nothing is. */
  readonly keep?: ((item: T) => boolean) | null
  /** Leaves out what is no longer part of it. */
  readonly current?: (items: readonly T[]) => readonly T[]
  readonly children: (items: readonly T[]) => ComponentChildren
}

/**
 * The faces of a list: rows, nothing, or the place where rows will be. What went wrong stands at its lower edge, so
 * that rows stay where they are.
 */
export function ListFace<T>(props: Props<T>) {
  const { listing } = props
  const { value } = listing.listed
  const searches = Boolean(props.keep)
  useReadOn(listing, searches)
  return (
    <div aria-busy={value.state === 'loading'}>
      {value.state === 'loading' && <Waiting />}
      {value.state === 'ready' && <Rows {...props} items={props.current?.(value.items) ?? value.items} />}
      {value.state === 'ready' && value.next !== null && !searches && (
        <div class="more">
          <Button disabled={listing.reading.value} onClick={() => void listing.more()}>
            {t('portal_show_more')}
          </Button>
        </div>
      )}
      <ListNotice
        problem={value.state === 'loading' ? null : value.problem}
        again={() => void listing.refresh()}
      />
    </div>
  )
}

/** A search is over all there is: as long as something is searched for, page after page is read. */
function useReadOn<T>(listing: Listing<T>, searches: boolean): void {
  const { value } = listing.listed
  useEffect(() => {
    if (searches && value.state === 'ready' && value.next !== null && !value.problem) void listing.more()
  }, [listing, searches, value])
}

function Waiting() {
  return (
    <div class="waiting">
      <Skeleton rows={3} />
    </div>
  )
}

function Rows<T>({ listing, items, keep, empty, children }: Props<T> & { items: readonly T[] }) {
  const kept = keep ? items.filter((item) => keep(item)) : items
  if (items.length === 0) return <Nothing {...empty} />
  if (kept.length > 0) return <>{children(kept)}</>
  const { value } = listing.listed
  const more = value.state === 'ready' && value.next !== null
  return more ? <Waiting /> : <Nothing title={t('portal_nothing_found')} />
}

function Nothing({ title, text, link }: Props<unknown>['empty']) {
  return (
    <div class="nothing">
      <p>
        <b>{title}</b>
      </p>
      {text && <p class="second">{text}</p>}
      {link}
    </div>
  )
}
