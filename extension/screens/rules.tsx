import { useState } from 'preact/hooks'
import type { Rule } from '../../schema/contract/rules.ts'
import { call } from '../lib/call.ts'
import { at } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { replaceRoute } from '../models/portal/route.ts'
import type { Book } from '../models/portal/rule-edit.ts'
import { connection, now } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ListNotice } from './parts/notices.tsx'
import { PageHead } from './parts/page-head.tsx'
import { allowed, Hours, Places } from './parts/rule-words.tsx'
import { Table } from './parts/table.tsx'
import { useRead } from './parts/use-read.ts'
import { RuleDialog } from './rule-dialog.tsx'

type Editing = { readonly rule: Rule | null; readonly removes: boolean } | null

/** Who may ask for what: an Admin's. `rule` is open, by its name. */
export function Rules({ rule: named }: { rule?: string | undefined }) {
  const book = useRead('rules', () => call('rules', {}))
  const known = book.value.value
  const [editing, edit] = useState<Editing>(null)
  const addressed = known?.rules.find(({ name }) => name === named)
  const open: Editing = editing ?? (addressed ? { rule: addressed, removes: false } : null)
  const close = () => {
    edit(null)
    if (named) replaceRoute({ page: 'rules' })
  }
  return (
    <>
      <PageHead title={t('portal_rules')} sub={known ? subOf(known) : t('portal_rules_text')}>
        <Button
          kind="primary"
          disabled={!known || connection.value !== 'online'}
          onClick={() => edit({ rule: null, removes: false })}
        >
          {t('portal_new_rule')}
        </Button>
      </PageHead>
      <section class="card" aria-labelledby="title" aria-busy={!known && !book.problem.value}>
        {known ? <List book={known} edit={edit} /> : <Waiting waits={!book.problem.value} />}
        <ListNotice problem={book.problem.value} again={() => void book.refresh()} />
      </section>
      {known && open && <RuleDialog key={keyOf(open)} {...open} book={book} known={known} close={close} />}
    </>
  )
}

const keyOf = ({ rule, removes }: NonNullable<Editing>) => `${rule?.name ?? ''} ${removes}`

function Waiting({ waits }: { waits: boolean }) {
  return waits ? (
    <div class="waiting">
      <Skeleton rows={3} />
    </div>
  ) : null
}

function subOf({ savedBy, savedAt }: Book): string {
  if (!savedBy || !savedAt) return t('portal_rules_text')
  return `${t('portal_rules_text')} ${t('portal_rules_saved', { name: savedBy.name, time: at(savedAt, now.value) })}`
}

function List({ book, edit }: { book: Book; edit: (editing: Editing) => void }) {
  if (book.rules.length === 0)
    return (
      <div class="nothing">
        <p>
          <b>{t('portal_no_rules')}</b>
        </p>
        <p class="second">{t('portal_no_rules_text')}</p>
      </div>
    )
  const columns = ['rule', 'who', 'where', 'sets', 'allows', 'actions'].map((name) => t(`portal_col_${name}`))
  return (
    <Table name="rules" label={t('portal_rules')} columns={columns}>
      {book.rules.map((rule) => (
        <Row key={rule.name} rule={rule} edit={edit} />
      ))}
    </Table>
  )
}

function Row({ rule, edit }: { rule: Rule; edit: (editing: Editing) => void }) {
  const isCut = connection.value !== 'online'
  return (
    <tr role="row">
      <td role="cell" class="cell-rule">
        <b>{rule.name}</b> {rule.effect === 'deny' && <span class="tag">{t('portal_denies')}</span>}
      </td>
      <td role="cell" class="cell-list">
        <Narrow name="who" />
        {rule.who.length === 0 ? t('portal_everybody') : rule.who.join(', ')}
      </td>
      <td role="cell" class="cell-list">
        <Narrow name="where" />
        <Places places={rule.where} />
      </td>
      <td role="cell" class="cell-list">
        <Narrow name="sets" />
        {rule.sets.length === 0 ? t('portal_every_set') : rule.sets.join(', ')}
      </td>
      <td role="cell" class="cell-list">
        <Narrow name="allows" />
        {allowed(rule)}
        {rule.times && <Hours times={rule.times} />}
      </td>
      <td role="cell" class="cell-actions">
        <Button kind="link" disabled={isCut} onClick={() => edit({ rule, removes: false })}>
          {t('portal_edit')}
          <span class="hidden"> {rule.name}</span>
        </Button>
        <Button kind="quiet" disabled={isCut} onClick={() => edit({ rule, removes: true })}>
          {t('portal_take_away')}
          <span class="hidden"> {rule.name}</span>
        </Button>
      </td>
    </tr>
  )
}

/** What a cell holds, where no column head says it. */
function Narrow({ name }: { name: string }) {
  return <span class="narrow-only second">{t(`portal_col_${name}`)}: </span>
}
