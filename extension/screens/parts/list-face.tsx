import type { ComponentChildren } from 'preact'
import type { Listing } from '../../models/portal/listing.ts'
import { t } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ListNotice } from './notices.tsx'

interface Props<T> {
  readonly listing: Listing<T>
  readonly empty: { readonly title: string; readonly text?: string; readonly link?: ComponentChildren }
  /** Leaves out what is not searched for. */
  readonly keep?: (item: T) => boolean
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
  return (
    <div aria-busy={value.state === 'loading'}>
      {value.state === 'loading' && <Waiting />}
      {value.state === 'ready' && <Rows {...props} items={props.current?.(value.items) ?? value.items} />}
      {value.state === 'ready' && value.next !== null && (
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

function Waiting() {
  return (
    <div class="waiting">
      <Skeleton rows={3} />
    </div>
  )
}

function Rows<T>({ items, keep, empty, children }: Props<T> & { items: readonly T[] }) {
  const kept = keep ? items.filter((item) => keep(item)) : items
  if (items.length === 0) return <Nothing {...empty} />
  return kept.length === 0 ? <Nothing title={t('portal_nothing_found')} /> : <>{children(kept)}</>
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
