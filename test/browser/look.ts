import type { Page } from 'playwright-core'
import type { Words } from './portal-page.ts'

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

/** Text that is cut off, stands outside of the page, or over other text; what is clipped on purpose is left out. */
export async function badlyPlaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const meant =
      '.policy, .why, .quote .clipped, .picker li, .hidden, .skip, thead, option, select, input, textarea, [hidden], .palette > h2'
    const wrong: string[] = []
    function* ancestors(of: Element): Generator<Element> {
      for (let up: Element | null = of; up; up = up.parentElement) yield up
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
