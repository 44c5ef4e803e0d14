import { useMemo } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { call } from '../../lib/call.ts'
import { problemWords, t } from '../../lib/words.ts'
import type { Read } from '../../models/portal/read.ts'
import { now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useBefore } from './before-here.tsx'
import type { Fact } from './facts.tsx'
import { useHeldBy } from './held-by.tsx'
import { LookFirst } from './set-reading.tsx'
import { useRead } from './use-read.ts'

/** What is read about a request beside itself. */
export type Evidence = ReturnType<typeof useEvidence>

export function useEvidence(request: Request) {
  const { id, denied, version } = request
  return {
    reading: useRead(`reading ${id}`, () => call('reading', { id }), version),
    narrower: useRead(
      `narrower ${id}`,
      () => (denied ? call('narrower', { id }) : Promise.resolve({ items: [] })),
      version,
    ),
    held: useHeldBy(request),
    before: useBefore(request),
  }
}

/** Changes with what it says; `null` while some of it is on its way. What was refused says so, and is no longer waited for. */
export function useKnown({ reading, narrower, held, before }: Evidence): string | null {
  const reads: readonly Pick<Read<unknown>, 'value' | 'problem'>[] = [reading, narrower, held, before]
  const values = reads.map(({ value }) => value.value)
  const said = useMemo(() => JSON.stringify(values), values)
  return reads.every(({ value, problem }) => value.value !== null || problem.value) ? said : null
}

/** What a read says. What could not be read says so in its place: nothing missing looks like nothing found. */
export function factsOf<T>(
  name: string,
  read: Read<T>,
  facts: (known: T) => readonly Fact[],
): readonly Fact[] {
  const known = read.value.value
  if (known !== null) return facts(known)
  if (!read.problem.value) return []
  const again = (
    <>
      {t('portal_not_read')}{' '}
      <button
        type="button"
        class="link"
        aria-label={`${t('portal_try_again')}: ${name}`}
        onClick={() => void read.refresh()}
      >
        {t('portal_try_again')}
      </button>
    </>
  )
  return [[name, again]]
}

/** The policies of the set as they are now. */
export async function showSet({ reading }: Pick<Evidence, 'reading'>): Promise<void> {
  await reading.refresh()
  const documents = document.querySelector<HTMLDetailsElement>('#set-documents')
  if (!documents) return
  documents.open = true
  documents.querySelector('summary')?.focus()
}

/** Without the line there is nothing to look at first; so until it is known, something else stands there. */
export function LookFirstOf({ reading }: Pick<Evidence, 'reading'>) {
  const known = reading.value.value
  const problem = reading.problem.value
  if (known) return <LookFirst findings={known.findings} />
  if (!problem) return <Skeleton rows={1} />
  const again = <Button onClick={() => void reading.refresh()}>{t('portal_try_again')}</Button>
  return (
    <Note
      tone="warning"
      title={t('portal_gives_unknown')}
      reference={problemWords(problem, now.value).title}
      mend={again}
    >
      {t('portal_gives_unknown_text')}
    </Note>
  )
}
