import type { Page } from 'playwright-core'
import type { Words } from './portal-page.ts'

export const wide = { width: 1280, height: 720 }
export const narrow = { width: 320, height: 720 }
/** A window of 1280 × 720 at 200 %. */
export const zoomed = { width: 640, height: 360 }

/** A language 40 % longer, whose words are longer too: every letter but the first of a word may come twice. */
export function longer(words: Words): Words {
  const long = Object.entries(words).map(([key, { message }]) => [key, { message: stretched(message) }])
  return { ...Object.fromEntries(long), ui_language: { message: 'qps' }, ui_locale: { message: 'en-GB' } }
}

function stretched(message: string): string {
  const letters = message.match(/\p{L}/gu) ?? []
  let more = Math.ceil(letters.length * 0.42)
  return message.replace(/\{\w+\}|\p{L}/gu, (part) => {
    if (part.startsWith('{') || more <= 0) return part
    more -= 1
    return part + part.toLowerCase()
  })
}

/**
 * Text in the roots of ours on a page of the console that is cut off by its panel, by the button it stands on or by the
 * window, or stands over other text; and a panel in which nothing could be read.
 */
export async function cutOff(page: Page, host = '[data-hallpass]'): Promise<string[]> {
  return page.locator(host).evaluateAll((hosts) => {
    const wrong = new Set<string>()
    const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip'
    const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll'
    function* ancestors(of: Element): Generator<Element> {
      for (let up: Element | null = of; up; up = up.parentElement) yield up
    }
    const isMeant = (parent: Element) =>
      parent.closest('style, option, .quote') !== null ||
      [...ancestors(parent)].some((up) => getComputedStyle(up).clipPath !== 'none')

    /** What of it is in view, as far as it has to be scrolled to; `null` where it was cut off on the way. */
    function seen(box: DOMRect, parent: Element): DOMRect | null {
      let [top, bottom] = [box.top, box.bottom]
      for (const up of ancestors(parent)) {
        const { overflowX, overflowY } = getComputedStyle(up)
        const frame = up.getBoundingClientRect()
        const beside = box.right > frame.right + 1 || box.left < frame.left - 1
        if (overflowX !== 'visible' && beside) return null
        if (scrolls(overflowY)) [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)]
        const above = bottom > top && (bottom > frame.bottom + 2 || top < frame.top - 2)
        if (above && (clips(overflowY) || up.matches('button, a, .segment, .tab'))) return null
      }
      return new DOMRect(box.left, top, box.width, Math.max(0, bottom - top))
    }

    /** A head and buttons that stick stand over what has to be scrolled to. */
    const over = (box: DOMRect, parent: Element) => {
      const panel = parent.closest('.head, .foot') ? null : parent.closest('.panel')
      const [head, foot] = ['head', 'foot'].map((name) => panel?.querySelector(`:scope > .${name}`))
      const top = Math.max(box.top, head?.getBoundingClientRect().bottom ?? box.top)
      const bottom = foot?.clientHeight ? foot.getBoundingClientRect().top : box.bottom
      return new DOMRect(box.left, top, box.width, Math.max(0, Math.min(box.bottom, bottom) - top))
    }

    for (const { shadowRoot } of hosts) {
      const walker = document.createTreeWalker(shadowRoot!, NodeFilter.SHOW_TEXT)
      const texts: { text: string; box: DOMRect }[] = []
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const [parent, text] = [node.parentElement, node.textContent!]
        if (!parent || isMeant(parent)) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        for (const box of [...range.getClientRects()].filter(({ width }) => width > 1)) {
          const inView = seen(box, parent)
          if (!inView) wrong.add(`${parent.className || parent.localName}: ${text}`)
          if (box.right > innerWidth + 1 || box.left < -1) wrong.add(`outside: ${text}`)
          if (inView && over(inView, parent).height > 4) texts.push({ text, box: over(inView, parent) })
        }
      }
      for (const [n, { text, box }] of texts.entries()) {
        for (const other of texts.slice(n + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          if (across > 2 && down > 5) wrong.add(`over each other: ${text} | ${other.text}`)
        }
      }
      for (const panel of shadowRoot!.querySelectorAll('.panel')) {
        const { bottom, right } = panel.getBoundingClientRect()
        if (bottom > innerHeight + 1 || right > innerWidth + 1) wrong.add('the panel leaves the window')
      }
      for (const foot of shadowRoot!.querySelectorAll<HTMLElement>('.panel > .foot')) {
        const head = foot.parentElement!.querySelector<HTMLElement>(':scope > .head')?.offsetHeight ?? 0
        const room = foot.parentElement!.clientHeight - foot.offsetHeight - head
        if (room < 100) wrong.add(`no room in the panel: ${room} px`)
      }
    }
    return [...wrong]
  })
}

/** Text that is cut off, stands outside of the page, or over other text; what is clipped on purpose is left out. */
export async function badlyPlaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const meant =
      '.policy, .why, .quote .clipped, .picker li, .hidden, .skip, thead, option, select, input, textarea, [hidden], .palette > h2'
    const wrong: string[] = []
    /** A dialog stands above the page: nothing it is in cuts it off. */
    function* ancestors(of: Element): Generator<Element> {
      for (let up: Element | null = of; up; up = up.matches('dialog') ? null : up.parentElement) yield up
    }
    const texts: { text: string; box: DOMRect; row: Element | null }[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement
      if (!parent || !node.textContent?.trim() || parent.closest(meant)) continue
      if (!parent.checkVisibility({ visibilityProperty: true })) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) {
        if (box.width < 2) continue
        const text = node.textContent.trim().slice(0, 40)
        if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`outside: ${text}`)
        for (const up of ancestors(parent)) {
          // What may be scrolled to the side is cut off too: only the policy is meant to be.
          if (!/hidden|clip|auto|scroll/.test(getComputedStyle(up).overflowX)) continue
          const frame = up.getBoundingClientRect()
          if (box.right > frame.right + 1 || box.left < frame.left - 1) wrong.push(`cut off: ${text}`)
        }
        texts.push({
          text,
          box,
          row: parent.closest('tr, li, header, .decide-fields, .decide-buttons, .person, .card-head'),
        })
      }
    }
    const over = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4
    for (const [n, one] of texts.entries()) {
      for (const other of texts.slice(n + 1)) {
        if (one.row && one.row === other.row && over(one.box, other.box))
          wrong.push(`over each other: ${one.text} | ${other.text}`)
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than ${innerWidth}`)
    return [...new Set(wrong)]
  })
}
