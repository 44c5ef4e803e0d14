import { browser } from 'wxt/browser'
import { problemWords, type Refused } from '../../lib/words.ts'
import type { Popup } from '../../models/popup.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'

interface Mend {
  readonly tone: 'info' | 'warning' | 'error'
  readonly mend?: (popup: Popup) => Promise<void> | void
}

const mends: Readonly<Record<string, Mend>> = {
  '/problems/signed-out': { tone: 'info', mend: ({ signIn }) => signIn() },
  '/problems/offline': { tone: 'warning' },
  '/problems/unreachable': { tone: 'warning', mend: ({ look }) => look() },
  '/problems/site-off': { tone: 'warning', mend: ({ allow }) => allow() },
  '/problems/outdated': { tone: 'warning', mend: () => browser.runtime.reload() },
}

/** What stands between this popup and the API, and the one button that mends it. */
export function Trouble({ problem, popup }: { problem: Refused; popup: Popup }) {
  const { tone, mend } = mends[problem.type] ?? { tone: 'error', mend: ({ look }) => look() }
  const { title, detail, button } = problemWords(problem)
  const press = mend && button && (
    <Button small onClick={() => void mend(popup)}>
      {button}
    </Button>
  )
  return (
    <Note tone={tone} title={title} mend={press} counts={problem.type === '/problems/unreachable'}>
      {detail}
    </Note>
  )
}
