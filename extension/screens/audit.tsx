import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { plain } from '../lib/plain.ts'
import { dayTime, groups } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import {
  auditAsked,
  type AuditRecord,
  byWhom,
  happened,
  historyOf,
  isLate,
  namesIn,
  placeOf,
  requestWords,
  utcSeconds,
} from '../models/portal/audit.ts'
import type { Listing } from '../models/portal/listing.ts'
import { type AuditSought, href } from '../models/portal/route.ts'
import { catalog } from '../models/catalog.ts'
import { minute, seen } from '../models/seen.ts'
import { AccountName } from '../ui/account-name.tsx'
import { Icon } from '../ui/icon.tsx'
import { AuditFields } from './parts/audit-fields.tsx'
import { ListFace } from './parts/list-face.tsx'
import { PageHead } from './parts/page-head.tsx'
import { Table } from './parts/table.tsx'
import { useListing } from './parts/use-listing.ts'
import { useRead } from './parts/use-read.ts'

/** What happened, newest first: for Auditors and Admins. */
export function Audit(sought: AuditSought) {
  const asked = auditAsked(sought)
  const records = useListing<AuditRecord>(`audit ${JSON.stringify(asked)}`, () => ({
    read: (after) => call('audit', { ...asked, ...(after ? { after } : {}) }),
  }))
  const isFiltered = Object.keys(asked).length > 0
  const clear = (
    <a class="link" href={href({ page: 'audit' })}>
      {t('portal_clear_filters')}
    </a>
  )
  return (
    <>
      <PageHead title={t('portal_audit')} sub={t('portal_audit_text')} />
      <AuditFields at={{ page: 'audit', ...sought }} shown={shownOf(records)} />
      <section class="card" aria-labelledby="title">
        <ListFace
          listing={records}
          empty={{
            title: t(isFiltered ? 'portal_no_record' : 'portal_no_records'),
            link: isFiltered && clear,
          }}
        >
          {(items) => <Rows items={items} />}
        </ListFace>
      </section>
    </>
  )
}

function shownOf({ listed: { value } }: Listing<AuditRecord>): readonly AuditRecord[] {
  return value.state === 'ready' ? value.items : []
}

function Rows({ items }: { items: readonly AuditRecord[] }) {
  const columns = ['when_utc', 'what', 'by', 'about'].map((name) => t(`portal_col_${name}`))
  const names = namesIn(items)
  const requests = useRequestsOf(items)
  return (
    <Table name="audit" label={t('portal_audit')} columns={columns}>
      {items.map((record) => (
        <tr role="row" key={record.seq}>
          <td role="cell" class="cell-when">
            {utcSeconds(record.at)}
            <p class="says">{dayTime(record.at, minute.value)}</p>
            {isLate(record) && (
              <p class="says">{t('portal_recorded', { time: utcSeconds(record.recordedAt) })}</p>
            )}
          </td>
          <td role="cell" class="cell-happened">
            {happened(record)}
            {record.comment && <q class="why">{plain(record.comment)}</q>}
            <Change detail={record.detail} />
          </td>
          <td role="cell">
            <span class="narrow-only second">{t('portal_col_by')}: </span>
            <By actor={record.actor} />
          </td>
          <td role="cell" class="cell-about">
            <About about={record.about} names={names} request={requests.get(record.about.id)} />
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** What the records are about, read as one page; what is not on it stays an id. */
function useRequestsOf(items: readonly AuditRecord[]): ReadonlyMap<string, Request> {
  const asked = historyOf(items)
  const found = useRead(
    `audited ${JSON.stringify(asked)}`,
    () => (asked ? call('requests', asked) : Promise.resolve({ items: [], next: null })),
    null,
  )
  return new Map(found.value.value?.items.map((request) => [request.id, request]))
}

/** What changed, as it is kept. */
function Change({ detail }: { detail: unknown }) {
  if (detail === null || detail === undefined) return null
  return (
    <details class="fold change">
      <summary>
        <Icon name="down" size={12} /> {t('portal_what_changed')}
      </summary>
      {/* Whoever reads with the keyboard scrolls it with the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre class="policy" tabIndex={0}>
        <code>{plain(JSON.stringify(detail, null, 2))}</code>
      </pre>
    </details>
  )
}

function By({ actor }: { actor: AuditRecord['actor'] }) {
  if (actor.kind !== 'person' || actor.id === null) return <span class="second">{byWhom(actor)}</span>
  return (
    <a class="plain-link" href={href({ page: 'audit', actor: actor.id })}>
      <b>{byWhom(actor)}</b>
    </a>
  )
}

interface AboutProps {
  readonly about: AuditRecord['about']
  readonly names: ReadonlyMap<string, string>
  readonly request: Request | undefined
}

/** Which kind of thing and which one: to its screen where it has one, and to all about it. */
function About({ about, names, request }: AboutProps) {
  const place = placeOf(about, seen.value?.me.role === 'admin')
  const known = request ? requestWords(request) : about.kind === 'person' && names.get(about.id)
  const name = known || nameOf(about)
  const kind = t(`portal_kind_${about.kind}`) || about.kind
  return (
    <>
      {place ? (
        <a class="link" href={href(place)}>
          {kind} {name}
        </a>
      ) : (
        <>
          {kind} <Name about={about} name={name} />
        </>
      )}
      {request && (
        <AccountName id={request.accountId} name={request.accountName} sensitive={request.sensitive} />
      )}
      <p class="says">
        <a class="plain-link" href={href({ page: 'audit', kind: about.kind, subject: about.id })}>
          {t('portal_all_about_it')}
          <span class="hidden">
            : {kind} {name}
          </span>
        </a>
      </p>
    </>
  )
}

function Name({ about: { kind, id }, name }: { about: AuditRecord['about']; name: string }) {
  const account = kind === 'account' ? catalog()?.find((each) => each.id === id) : undefined
  return account ? <AccountName {...account} /> : <>{name}</>
}

function nameOf({ kind, id }: AuditRecord['about']): string {
  if (kind === 'account') return groups(id)
  return kind === 'rules' ? '' : id
}
