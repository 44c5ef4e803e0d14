import { browser } from 'wxt/browser'
import { problemWords, type Refused } from '../../lib/words.ts'
import { look, signIn } from '../../models/popup.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'

interface Mend {
  readonly tone: 'info' | 'warning' | 'error'
  readonly mend?: () => unknown
}

const mends: Readonly<Record<string, Mend>> = {
  '/problems/signed-out': { tone: 'info', mend: signIn },
  '/problems/offline': { tone: 'warning' },
  '/problems/unreachable': { tone: 'warning', mend: look },
  '/problems/outdated': { tone: 'warning', mend: () => browser.runtime.reload() },
}

/** What stands between this popup and the API, and the one button that mends it. */
export function Trouble({ problem }: { problem: Refused }) {
  const { tone, mend } = mends[problem.type] ?? { tone: 'error', mend: look }
  const { title, detail, button } = problemWords(problem)
  const press = mend && button && (
    <Button small onClick={() => void mend()}>
      {button}
    </Button>
  )
  return (
    <Note tone={tone} title={title} mend={press}>
      {detail}
    </Note>
  )
}
