/** @jsxImportSource ../../lib/dom */
import type { Desk } from '../../lib/desk.ts'
import { ownKeys } from '../../lib/own-keys.ts'
import type { ShownRequest } from '../../lib/shown.ts'
import { keepAttached } from '../parts/dock.ts'
import { focusFirst, giveBackFocus } from '../parts/focus.ts'
import { makeRoot, type Root } from '../parts/root.ts'
import { ClockMenu } from './clock-menu.tsx'
import css from './menu.css?inline'

const gapPx = 4
const widthPx = 360
const edgePx = 8

export interface Menu {
  draw(request: ShownRequest, now: number): void
  focus(): void
  close(): void
}

/** A menu under the capsule, right edges equal, until Esc or a press elsewhere. */
export function openMenu(capsule: Root, desk: Desk, page: AbortSignal, closed: () => void): Menu {
  const end = new AbortController()
  const signal = AbortSignal.any([page, end.signal])
  const root = makeRoot('clock-menu', 'panel', css, signal)
  const close = () => end.abort()
  const askForMore = () => desk.panelWished.set(desk.panelWished.get() + 1)
  giveBackFocus(signal)
  keepAttached(root.host, signal)
  ownKeys(root.host, (event) => event.key === 'Escape' && close(), signal)
  closeElsewhere([root.host, capsule.host], close, signal)
  window.addEventListener('resize', () => settle(root, capsule), { signal })
  end.signal.addEventListener('abort', closed)
  return {
    close,
    focus: () => focusFirst(root),
    draw(request, now) {
      root.draw(<ClockMenu request={request} now={now} close={close} askForMore={askForMore} />)
      settle(root, capsule)
    },
  }
}

function settle(root: Root, capsule: Root): void {
  const box = capsule.find('.capsule')?.getBoundingClientRect()
  const menu = root.find('.panel')
  if (!box || !menu) return
  const under = box.bottom + gapPx
  const top = under + menu.offsetHeight > window.innerHeight ? box.top - gapPx - menu.offsetHeight : under
  menu.style.cssText = `left: ${Math.max(edgePx, box.right - widthPx)}px; top: ${Math.max(edgePx, top)}px`
}

function closeElsewhere(ours: readonly EventTarget[], close: () => void, signal: AbortSignal): void {
  const pressed = ({ target }: Event) => {
    if (target && !ours.includes(target)) close()
  }
  window.addEventListener('pointerdown', pressed, { capture: true, signal })
}
