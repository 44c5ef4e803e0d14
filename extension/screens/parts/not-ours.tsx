import { signal } from '@preact/signals'
import { useMemo, useState } from 'preact/hooks'
import type { Finding, FindingPage } from '../../../schema/contract/findings.ts'
import { call } from '../../lib/call.ts'
import { at } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { now } from '../../models/seen.ts'
import { FindingDialog } from '../finding-dialog.tsx'
import { FindingRow } from './finding-row.tsx'
import { ListFace } from './list-face.tsx'
import { Table } from './table.tsx'
import { useListing } from './use-listing.ts'

type Shown = 'open' | 'ignored'

/** Access that did not come from Hallpass: a group of its own, so that nobody takes it for ours. */
export function NotOurs() {
  const [shown, show] = useState<Shown>('open')
  const looked = useMemo(() => signal<FindingPage | null>(null), [])
  const findings = useListing<Finding>(`findings ${shown}`, () => ({
    read: async (after) =>
      (looked.value = await call('findings', { status: shown, ...(after ? { after } : {}) })),
  }))
  return (
    <section class="card" aria-labelledby="not-ours">
      <div class="card-head not-ours">
        <div>
          <h2 id="not-ours">{t('portal_not_ours')}</h2>
          <p class="second">{t('portal_not_ours_sub')}</p>
          {looked.value && <p class="second">{lookedAt(looked.value)}</p>}
        </div>
        <Which shown={shown} show={show} />
      </div>
      <ListFace
        listing={findings}
        empty={{ title: t(shown === 'open' ? 'portal_no_findings' : 'portal_no_ignored') }}
      >
        {(items) => <Rows items={items} />}
      </ListFace>
      <FindingDialog findings={findings} />
    </section>
  )
}

function lookedAt({ lastFullLookAt, missed }: FindingPage): string {
  if (lastFullLookAt === null) return t('portal_no_full_look')
  const time = at(lastFullLookAt, now.value)
  return missed === 0
    ? t('portal_full_look', { time })
    : t('portal_full_look_missed', { time, n: String(missed) })
}

function Which({ shown, show }: { shown: Shown; show: (which: Shown) => void }) {
  return (
    <fieldset class="segments">
      <legend class="hidden">{t('portal_findings_show')}</legend>
      {(['open', 'ignored'] as const).map((which) => (
        <label key={which}>
          <input type="radio" name="findings" checked={which === shown} onChange={() => show(which)} />
          <span>{t(`portal_findings_${which}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}

function Rows({ items }: { items: readonly Finding[] }) {
  const columns = ['person', 'account', 'set', 'since', 'what', 'actions'].map((name) =>
    t(`portal_col_${name}`),
  )
  return (
    <Table name="findings" label={t('portal_not_ours')} columns={columns}>
      {items.map((finding) => (
        <FindingRow key={finding.id} finding={finding} />
      ))}
    </Table>
  )
}
