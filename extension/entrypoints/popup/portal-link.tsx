import type { ComponentChildren } from 'preact'
import { openPortalTab } from '../../lib/portal-tab.ts'

interface Props {
  readonly route: string
  readonly look: string
  readonly label?: string
  readonly children: ComponentChildren
}

/** A link into the portal. It goes to the tab that is open already, and the popup closes behind it. */
export function PortalLink({ route, look, label, children }: Props) {
  const go = (event: Event): void => {
    event.preventDefault()
    void openPortalTab(route).then(() => window.close())
  }
  return (
    <a class={look} href={`/options.html#${route}`} aria-label={label} onClick={go}>
      {children}
    </a>
  )
}
