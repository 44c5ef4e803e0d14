import type { Html } from '../html.ts'

/** 16 x 16 outlines of our own, in the manner of Cloudscape's. */
function icon(shapes: string): Html {
  return {
    markup: `<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">${shapes}</svg>`,
  }
}

const dots = [2, 7, 12].flatMap((y) =>
  [2, 7, 12].map((x) => `<rect x="${x}" y="${y}" width="2.5" height="2.5" rx=".5"/>`),
)

export const icons = {
  services: icon(`<g class="filled">${dots.join('')}</g>`),
  search: icon('<circle cx="7" cy="7" r="5"/><path d="m11 11 4 4"/>'),
  shell: icon('<rect x="1" y="2" width="14" height="12" rx="1"/><path d="m4 6 2 2-2 2M8 10h4"/>'),
  bell: icon('<path d="M3 12V7a5 5 0 0 1 10 0v5l1 1H2zM6.5 15h3"/>'),
  help: icon('<circle cx="8" cy="8" r="7"/><path d="M6 6.5a2 2 0 1 1 2 2V10M8 11v1.5"/>'),
  settings: icon(
    '<circle cx="8" cy="8" r="2.5"/><path d="M8 1v3M8 12v3M1 8h3M12 8h3M3 3l2 2M11 11l2 2M13 3l-2 2M5 11l-2 2"/>',
  ),
  down: icon('<path d="m4 6 4 4 4-4"/>'),
  error: icon('<circle cx="8" cy="8" r="7"/><path d="m5.5 5.5 5 5M10.5 5.5l-5 5"/>'),
  close: icon('<path d="m3 3 10 10M13 3 3 13"/>'),
} as const
