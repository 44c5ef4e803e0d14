import { useEffect } from 'preact/hooks'

/** The name of the tab: what is on the screen, then whose page it is. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title}, Hallpass`
  }, [title])
}
