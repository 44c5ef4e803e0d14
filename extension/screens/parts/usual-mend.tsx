import { tellBackground } from '../../lib/call.ts'
import { problemWords } from '../../lib/words.ts'
import { updateNow } from '../../models/portal/carried.ts'
import { href } from '../../models/portal/route.ts'
import { keyOf, type Problem } from '../../models/portal/trouble.ts'
import { Button } from '../../ui/button.tsx'

/** What mends a refusal wherever it is met; of others only the place knows. */
export function usualMend(problem: Problem) {
  const words = problemWords(problem).button
  switch (keyOf(problem)) {
    case 'outdated':
      return <Button onClick={() => void updateNow()}>{words}</Button>
    case 'signed-out':
      return <Button onClick={() => void tellBackground('sign-in').catch(() => undefined)}>{words}</Button>
    case 'too-many-open':
      return (
        <a class="button normal" href={href({ page: 'requests', filter: 'open' })}>
          {words}
        </a>
      )
    default:
      return null
  }
}
