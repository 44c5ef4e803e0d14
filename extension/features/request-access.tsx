/** @jsxImportSource ../lib/dom */
import type { Page } from '../lib/console-page.ts'
import type { Desk } from '../lib/desk.ts'
import type { Feature } from '../lib/feature.ts'
import type { ShownOffer } from '../lib/shown.ts'
import { t } from '../lib/text.ts'
import capsuleCss from './parts/capsule.css?inline'
import { dock } from './parts/dock.ts'
import { Mark } from './parts/icon.tsx'
import { makeRoot } from './parts/root.ts'
import { panelModel } from './panel/model.ts'
import { mountPanel } from './panel/mount.tsx'

/** "Request Access" beside the account menu, and the panel it opens. */
export const requestAccess: Feature = { id: 'request-access', on: () => true, start }

function start(page: Page, desk: Desk): void {
  const model = panelModel(page.accountId, desk, page.signal)
  const root = makeRoot('request-access', 'capsule', capsuleCss, page.signal)
  const draw = () => {
    const offer = desk.frameOffer.get()
    const words = offer ? wordsOf(offer) : t('panel_button')
    const tight = desk.clockShown.get()
    root.draw(tight && !offer ? null : <Button words={words} tight={tight} press={press} />)
  }
  const press = (event: Event) => {
    const offer = desk.frameOffer.get()
    if (!event.isTrusted) return
    if (!offer) return model.open()
    desk.frameOffer.set(null)
    void model.openFor(offer)
  }
  mountPanel(page, desk, model)
  desk.panelWished.on(() => model.openForm(), page.signal)
  desk.offerWished.on((wished) => void (wished && model.openFor(wished)), page.signal)
  desk.clockShown.on(draw, page.signal)
  desk.frameOffer.on(draw, page.signal)
  draw()
  dock(root.host, page.signal)
}

/** In the bar there is no room for why; the panel says it. */
function wordsOf({ kind, words }: ShownOffer): string {
  return kind === 'no-help' ? t('problem_no_request_helps_title') : words
}

function Button(props: { words: string; tight: boolean; press: (event: Event) => void }) {
  const { words, tight, press } = props
  return (
    <button class={tight ? 'capsule tight' : 'capsule'} aria-haspopup="dialog" onClick={press}>
      <Mark />
      <span class="word">Hallpass</span>
      <b>{words}</b>
    </button>
  )
}

/*
Try it at (npm start, npm run browser):
- https://us-east-1.console.aws.amazon.com/ec2/home (one session)
- https://111122223333-abcd1234.us-east-1.console.aws.amazon.com/s3/home (several sessions)
*/
