import { onChange } from '../../lib/console-page.ts'
import { mostTimes, sparingly } from '../../lib/sparingly.ts'
import { firstShown, selectors } from '../../lib/selectors.ts'

/** Below this the bar is not the console's bar. */
const barBottomPx = 120

/**
 * Keeps `host` left of the account menu, or of the menu that a narrow window folds it into; where there is
 * neither, as a pill of its own in the corner.
 */
export function dock(host: HTMLElement, signal: AbortSignal): void {
  const may = sparingly(mostTimes)
  let item: HTMLElement = host
  const settle = () => {
    const beside = slot()
    const kept = item.isConnected && (beside ? item.parentNode === beside.parentNode : item === host)
    if (kept || !may()) return
    item.parentNode?.removeChild(item)
    item = beside ? placed(host, beside) : floating(host)
  }
  onChange(document, settle, signal)
  signal.addEventListener('abort', () => item.parentNode?.removeChild(item))
  settle()
}

/** Keeps `host` at the end of the page, above everything, for as long as it is wanted. */
export function keepAttached(host: HTMLElement, signal: AbortSignal): void {
  const may = sparingly(mostTimes)
  const settle = () => {
    if (host.isConnected || !may()) return
    document.documentElement.appendChild(host)
    host.showPopover?.()
  }
  onChange(document, settle, signal)
  settle()
}

function slot(): HTMLElement | null {
  const menu = firstShown(document, selectors.accountMenu) ?? firstShown(document, selectors.moreMenu)
  if (!menu || menu.getBoundingClientRect().bottom > barBottomPx) return null
  return menu.closest('li') ?? menu
}

/** A list may hold only items, or it is no list to a screen reader. */
function placed(host: HTMLElement, beside: HTMLElement): HTMLElement {
  const item = beside.tagName === 'LI' ? listItem(host) : host
  beside.parentNode?.insertBefore(item, beside)
  host.removeAttribute('data-floating')
  return item
}

function listItem(host: HTMLElement): HTMLElement {
  const item = document.createElement('li')
  item.style.cssText = 'all: initial !important; display: flex !important; align-items: center !important'
  item.appendChild(host)
  return item
}

function floating(host: HTMLElement): HTMLElement {
  host.dataset['floating'] = ''
  return document.documentElement.appendChild(host)
}
