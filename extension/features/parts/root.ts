import { type Child, draw } from '../../lib/dom/jsx-runtime.ts'
import { markLanguage } from '../../lib/language.ts'
import base from './base.css?inline'

/** A piece of a page that is ours: its styles stay in, the page's stay out. */
export interface Root {
  readonly host: HTMLElement
  draw(child: Child): void
  find<E extends HTMLElement>(selector: string): E | null
  /** The focused element inside, which a closed root hides from everybody else. */
  focused(): Element | null
}

/**
 * What stands in the console's bar is dark, as the bar always is; a panel above the page and what is inline in it are as
 * dark as the page; a flash has a ground of its own.
 */
export type Kind = 'capsule' | 'panel' | 'inline' | 'flash'

export function makeRoot(name: string, kind: Kind, css: string, signal: AbortSignal): Root {
  const host = document.createElement('div')
  host.dataset['hallpass'] = name
  // A closed root is no wall (a page can patch attachShadow first): nothing secret is ever drawn in it.
  const shadow = host.attachShadow({
    mode: import.meta.env.WXT_TEST ? 'open' : 'closed',
    // What is one button: to give focus to the one is to give it to the other.
    delegatesFocus: kind === 'capsule' || name === 'denied',
  })
  adopt(shadow, base + css)
  const mount = shadow.appendChild(document.createElement('div'))
  mount.className = kind === 'flash' ? 'hallpass flash' : 'hallpass'
  mount.style.setProperty('color-scheme', kind === 'capsule' ? 'dark' : colourScheme())
  markLanguage(mount)
  if (kind === 'panel') host.popover = 'manual'
  signal.addEventListener('abort', () => host.parentNode?.removeChild(host))
  return {
    host,
    draw: (child) => draw(mount, child),
    find: (selector) => mount.querySelector(selector),
    focused: () => shadow.activeElement,
  }
}

/** Firefox does not let an isolated script adopt a sheet into a page's tree. */
function adopt(shadow: ShadowRoot, css: string): void {
  if (import.meta.env.BROWSER === 'firefox') {
    shadow.appendChild(document.createElement('style')).textContent = css
    return
  }
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  shadow.adoptedStyleSheets = [sheet]
}

/** The console has a setting of its own, which its ground shows; where that tells nothing, what the browser prefers. */
function colourScheme(): string {
  const [r = 0, g = 0, b = 0, alpha = 1] =
    getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g) ?? []
  if (Number(alpha) === 0) return 'light dark'
  return Number(r) + Number(g) + Number(b) < 384 ? 'dark' : 'light'
}
