import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../lib/words.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { PageHead } from './page-head.tsx'

type Loaded<P> = { readonly Screen: ComponentType<P>; readonly wasAtTitle: boolean } | 'missing' | null

const ahead: (() => Promise<unknown>)[] = []

/** Loads what was not opened yet: called when there is nothing else to do. */
export async function loadAhead(): Promise<void> {
  for (const load of ahead) await load().catch(() => undefined)
}

/** A screen that is not needed to show the first one: its code is loaded when it is opened, under the title it will have. */
export function later<P extends object>(title: string, load: () => Promise<ComponentType<P>>) {
  let known: ComponentType<P> | null = null
  const read = async () => (known = await load())
  ahead.push(read)
  return function Later(props: P) {
    const [loaded, set] = useState<Loaded<P>>(known && { Screen: known, wasAtTitle: false })
    useEffect(() => {
      if (loaded) return
      read().then(
        (Screen) => set({ Screen, wasAtTitle: document.activeElement?.id === 'title' }),
        () => set('missing'),
      )
    }, [])
    const ready = loaded !== null && loaded !== 'missing' ? loaded : null
    useEffect(() => {
      if (ready?.wasAtTitle) document.getElementById('title')?.focus()
    }, [ready])
    if (ready) return <ready.Screen {...props} />
    return (
      <>
        <PageHead title={t(title)} />
        {loaded === 'missing' ? <Missing /> : <div aria-busy="true">{<Skeleton rows={3} />}</div>}
      </>
    )
  }
}

/** The browser updated the extension under the open page: its old files are gone. */
function Missing() {
  return (
    <div class="nothing">
      <p>{t('portal_screen_missing')}</p>
      <Button onClick={() => location.reload()}>{t('portal_load_again')}</Button>
    </div>
  )
}
