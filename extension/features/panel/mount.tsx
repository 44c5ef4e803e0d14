/** @jsxImportSource ../../lib/dom */
import type { Page } from '../../lib/console-page.ts'
import type { Desk } from '../../lib/desk.ts'
import { watchOnTop } from '../../lib/on-top.ts'
import { ownKeys } from '../../lib/own-keys.ts'
import { isShown, selectors } from '../../lib/selectors.ts'
import { keepAttached } from '../parts/dock.ts'
import { focusFirst, giveBackFocus } from '../parts/focus.ts'
import { makeRoot, type Root } from '../parts/root.ts'
import { ticker } from '../parts/tick.ts'
import type { PanelModel } from './model.ts'
import css from './panel.css?inline'
import { Panel } from './panel.tsx'
import { type Box, place } from './place.ts'

/** Opens, draws and closes the panel as its model says. */
export function mountPanel(page: Page, desk: Desk, model: PanelModel): void {
  let shown: AbortController | null = null
  model.state.on(({ open }) => {
    if (open === (shown !== null)) return
    shown?.abort()
    shown = open ? new AbortController() : null
    if (shown) show(page, desk, model, AbortSignal.any([page.signal, shown.signal]))
  }, page.signal)
}

function show(page: Page, desk: Desk, model: PanelModel, signal: AbortSignal): void {
  giveBackFocus(signal)
  const root = makeRoot('panel', 'panel', css, signal)
  const sendable = sendButton(root, signal)
  let covered = false
  let told: Element | null = null

  const press = async (event: Event) => {
    if (!event.isTrusted) return
    keepWhatWasTyped(root, model)
    covered = !sendable.isOnTop()
    if (!covered) await model.send()
    if (model.state.get().trouble) focusFirst(root)
    told = null
    draw()
  }
  const draw = () => {
    const now = Date.now()
    tick(endOf(model) - now)
    const hadFocus = root.focused() !== null
    const drawn = { page, model, press, covered, now, here: desk.here.get(), state: model.state.get() }
    root.draw(<Panel {...drawn} />)
    settle(root)
    sendable.watch()
    if (hadFocus && !root.focused()) focusFirst(root)
    // A short panel would have its answer under its foot.
    const news = root.find('.answer, [role=alert]')
    if (news !== told) (told = news)?.scrollIntoView({ block: 'nearest' })
  }

  const tick = ticker(draw, signal)
  model.state.on(draw, signal)
  desk.here.on(draw, signal)
  window.addEventListener('resize', () => settle(root), { signal })
  ownKeys(root.host, (event) => onKey(event, root, model), signal)
  draw()
  keepAttached(root.host, signal)
  settle(root)
  focusFirst(root)
}

/** When what is told of ends; nothing ticks for anything else. */
function endOf(model: PanelModel): number {
  const { followed } = model.state.get()
  return followed?.stage === 'active' ? followed.endMs : 0
}

function onKey(event: KeyboardEvent, root: Root, model: PanelModel): void {
  if (event.key !== 'Escape' || event.isComposing) return
  keepWhatWasTyped(root, model)
  model.close()
}

function keepWhatWasTyped(root: Root, model: PanelModel): void {
  const why = root.find<HTMLTextAreaElement>('textarea')
  if (why && why.value !== model.state.get().draft.why) model.edit({ why: why.value })
}

/** The button comes and goes with the form; each one has to be seen anew. */
function sendButton(root: Root, signal: AbortSignal) {
  let watched: HTMLElement | null = null
  let isOnTop = () => false
  let watching = new AbortController()
  return {
    isOnTop: () => isOnTop(),
    watch() {
      const button = root.find('[data-send]')
      if (button === watched) return
      watching.abort()
      watching = new AbortController()
      watched = button
      isOnTop = button
        ? watchOnTop(button, root.host, AbortSignal.any([signal, watching.signal]))
        : () => false
    },
  }
}

function settle(root: Root): void {
  const panel = root.find('.panel')
  if (!panel) return
  const view = { width: document.documentElement.clientWidth, height: window.innerHeight }
  const { left, top, width } = place(view, panel.offsetHeight, shownMessage())
  panel.style.cssText = `left: ${left}px; top: ${top}px; width: ${width}px; max-height: ${view.height - top - 16}px`
}

/** The first error in view: the panel never covers what it is about. */
function shownMessage(): Box | null {
  const errors = [...document.querySelectorAll<HTMLElement>(selectors.errors)].filter(isShown)
  return errors.map((error) => error.getBoundingClientRect()).find(isInView) ?? null
}

function isInView({ top, bottom }: Box): boolean {
  return bottom > 0 && top < window.innerHeight
}
