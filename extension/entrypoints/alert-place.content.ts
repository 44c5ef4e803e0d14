import { defineContentScript } from 'wxt/utils/define-content-script'
import { consoleMatches } from '../lib/console-matches.ts'

/*
Runs in the page's own world, which the page sees and can change: it holds no data and gets none. All it does is to
ask the console's component library for an empty place in each alert; `features/denied` finds and fills it.
https://github.com/cloudscape-design/components/blob/main/src/internal/plugins/api.ts (internal, so looked for first)
*/
interface Action {
  readonly id: string
  readonly orderPriority: number
  mountContent(container: HTMLElement, about: { readonly type: string }): void
  unmountContent(container: HTMLElement): void
}
type Registry = { registerAction?: (action: Action) => void } | undefined

const waitsMs = [0, 500, 1000, 2000, 4000, 8000, 16_000]

export default defineContentScript({
  matches: consoleMatches,
  allFrames: false,
  runAt: 'document_end',
  world: 'MAIN',
  main() {
    tryFrom(0)
  },
})

function tryFrom(attempt: number): void {
  const wait = waitsMs[attempt]
  if (wait !== undefined) setTimeout(() => registered() || tryFrom(attempt + 1), wait)
}

/** `awsuiPlugins` was `awsuiPluginsInternal` before. */
function registered(): boolean {
  try {
    const api = (window as unknown as Record<symbol, Record<string, Record<string, Registry>> | undefined>)[
      Symbol.for('awsui-plugin-api')
    ]
    const plugins = api?.['awsuiPlugins']
    const registries = [plugins?.['alert'], plugins?.['flashbar']].filter((each) => each?.registerAction)
    for (const registry of registries) registry?.registerAction?.(action)
    return registries.length > 0
  } catch {
    return true
  }
}

const troubles = new Set(['error', 'warning'])

const action: Action = {
  id: 'hallpass',
  orderPriority: 0,
  mountContent(container, { type }) {
    // A frame of the page shares the registry, and nobody fills a place there.
    if (!troubles.has(type) || container.ownerDocument !== document) return
    const place = document.createElement('div')
    place.dataset['hallpassPlace'] = ''
    container.appendChild(place)
  },
  unmountContent: (container) => container.replaceChildren(),
}
