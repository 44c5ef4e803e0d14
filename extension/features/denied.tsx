/** @jsxImportSource ../lib/dom */
import { onChange, type Page } from '../lib/console-page.ts'
import { denialIn, errorsOf } from '../lib/denied-text.ts'
import type { Desk } from '../lib/desk.ts'
import type { Feature } from '../lib/feature.ts'
import { tell } from '../lib/page-messages.ts'
import { isShown, selectors } from '../lib/selectors.ts'
import type { ShownOffer } from '../lib/shown.ts'
import { type Mounted, mountOffer } from './denied/mount.tsx'

/** Beside a denied message what fits it: a request, or why none helps. */
export const denied: Feature = { id: 'denied', on: () => true, start }

/** A page that floods with messages is asked about no more than this, and shown no more than that. */
const mostAsked = 40
const mostShown = 8

function start(page: Page, desk: Desk): void {
  const shown = new Map<HTMLElement, Mounted>()
  const ask = asking(page)

  const look = () => {
    const errors = selectors.home.test(document.location.pathname) ? [] : errorsOf(document)
    for (const [error, mounted] of shown) {
      if (errors.includes(error) && denialIn(error) === mounted.text) mounted.settle()
      else drop(error)
    }
    for (const error of errors) if (!shown.has(error) && isShown(error)) void offer(error, denialIn(error))
  }
  const offer = async (error: HTMLElement, text: string) => {
    const fitting = text ? await ask(text) : null
    if (!fitting || page.signal.aborted || shown.has(error) || denialIn(error) !== text) return
    // One offer a message, also where the console says the same in two places.
    if (shown.size >= mostShown || [...shown.values()].some(({ key }) => key === fitting.key)) return
    shown.set(error, mountOffer(error, text, fitting, desk, page))
  }
  const drop = (error: HTMLElement) => {
    shown.get(error)?.remove()
    shown.delete(error)
  }
  const inFrame = async (text: string) => {
    const fitting = await ask(text)
    if (fitting && fitting.kind !== 'plain') desk.frameOffer.set(fitting)
  }

  onChange(document, look, page.signal)
  desk.saidInFrame.on((text) => void inFrame(text), page.signal)
  // Before somebody signed in nothing is known of the account, and later its sets may change.
  desk.here.on(look, page.signal)
  look()
}

/** Asks the background about a text once. No answer is asked for again, as while the background starts. */
function asking(page: Page): (text: string) => Promise<ShownOffer | null> {
  const answers = new Map<string, Promise<ShownOffer | null>>()
  const { accountId, roleName } = page
  return (text) => {
    const known = answers.get(text)
    if (known) return known
    if (answers.size >= mostAsked) return Promise.resolve(null)
    const answer = tell({ kind: 'offer', accountId, roleName, text })
    answers.set(text, answer)
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
