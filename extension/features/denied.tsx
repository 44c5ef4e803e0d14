/** @jsxImportSource ../lib/dom */
import { onChange, type Page } from '../lib/console-page.ts'
import { denialIn, errorsOf } from '../lib/denied-text.ts'
import type { Desk } from '../lib/desk.ts'
import type { Feature } from '../lib/feature.ts'
import { tell } from '../lib/page-messages.ts'
import { isShown, selectors } from '../lib/selectors.ts'
import { sparingly } from '../lib/sparingly.ts'
import type { ShownOffer } from '../lib/shown.ts'
import { type Mounted, mountOffer } from './denied/mount.tsx'

/** Beside a denied message what fits it: a request, or why none helps. */
export const denied: Feature = { id: 'denied', on: () => true, start }

/** A page that floods with messages is asked about no more than this at once, and shown no more than that. */
const mostAsked = 40
const mostShown = 8

function start(page: Page, desk: Desk): void {
  const shown = new Map<HTMLElement, Mounted>()
  const ask = asking(page, desk)

  const look = () => {
    const errors = isHome() ? [] : errorsOf(document).filter(isShown)
    for (const error of shown.keys()) if (!errors.includes(error)) drop(error)
    for (const error of errors) {
      const text = denialIn(error)
      const mounted = shown.get(error)
      if (mounted?.text === said(text)) mounted.settle()
      else void offer(error, text)
    }
  }
  const offer = async (error: HTMLElement, text: string) => {
    const key = said(text)
    const fitting = text ? await ask(text) : null
    // Not asked: what stands there stands. Redrawn meanwhile: what is there now asks for itself.
    if (fitting === undefined || page.signal.aborted || !error.isConnected) return
    if (said(denialIn(error)) !== key) return
    const mounted = shown.get(error)
    // "Copied" somewhere in it makes no other message.
    if (mounted && JSON.stringify(mounted.offer) === JSON.stringify(fitting)) mounted.text = key
    else replace(error, key, fitting)
  }
  const replace = (error: HTMLElement, text: string, fitting: ShownOffer | null) => {
    drop(error)
    // One offer a message, also where the console says the same in two places.
    const isTold = [...shown.values()].some((told) => told.offer.key === fitting?.key)
    if (!fitting || isTold || shown.size >= mostShown) return
    shown.set(error, mountOffer(error, text, fitting, desk, page))
  }
  const drop = (error: HTMLElement) => {
    shown.get(error)?.remove()
    shown.delete(error)
  }
  const inFrame = async (text: string) => {
    const fitting = isHome() ? null : await ask(text)
    if (fitting && fitting.kind !== 'plain') desk.frameOffer.set(fitting)
  }

  onChange(document, look, page.signal)
  desk.saidInFrame.on((text) => void inFrame(text), page.signal)
  // Before somebody signed in nothing is known of the account, and later its sets may change.
  desk.here.on(look, page.signal)
  look()
}

/** Its widgets are denied something in every restricted role. */
function isHome(): boolean {
  return selectors.home.test(document.location.pathname)
}

/** One that counts down ("Retrying in 12 s") is one message. What is named by a number alone is told apart: it follows a colon. */
function said(text: string): string {
  return text.replace(/(?<=[^:] )\d{1,3}s?\b(?!-)/g, '')
}

/** Asks the background about a text once, while it is one of the last, `undefined` where it asks too much; where nothing fitted, again when what may be asked for here is known or another. */
function asking(page: Page, desk: Desk): (text: string) => Promise<ShownOffer | null | undefined> {
  const answers = new Map<string, Promise<ShownOffer | null>>()
  const unfit = new Set<string>()
  const may = sparingly(mostAsked)
  let known = ''
  desk.here.on((here) => {
    const now = JSON.stringify([here?.signedIn, here?.account])
    if (now === known) return
    known = now
    for (const text of unfit) answers.delete(text)
    unfit.clear()
  }, page.signal)
  const { accountId, roleName } = page
  return async (text) => {
    const key = said(text)
    const before = answers.get(key)
    if (before || !may()) return before
    const answer = tell({ kind: 'offer', accountId, roleName, text })
    answers.set(key, answer)
    if (answers.size > mostAsked) answers.delete(answers.keys().next().value!)
    void answer.then((fitting) => fitting ?? unfit.add(key))
    return answer
  }
}

/*
Try it at (npm start, npm run browser):
- https://us-east-1.console.aws.amazon.com/rds/home/reboot (an alert)
- https://us-east-1.console.aws.amazon.com/ec2/home (a flashbar)
- https://us-east-1.console.aws.amazon.com/s3/buckets (denied by a service control policy)
- https://us-east-1.console.aws.amazon.com/cloudwatch/home (in a frame)
*/
