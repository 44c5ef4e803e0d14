import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { RequestPreview } from '../../../schema/contract/before-sending.ts'
import { plain } from '../../lib/plain.ts'
import { dayTime, groups } from '../../lib/time.ts'
import { problemWords, t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import type { Foreseen } from '../../models/portal/previews.ts'
import { toneOf } from '../../models/portal/trouble.ts'
import { now, seen } from '../../models/seen.ts'

/** Who will be asked, and until when they have: from the catalog at once, then as the server says for this request. */
export function WhoIsAsked({ form }: { form: AskForm }) {
  const { account, accounts } = form.chosen.value
  const others = accounts.slice(1)
  const preview = form.preview.shown.value
  return (
    <div class="who">
      <h2>{t('portal_who_is_asked')}</h2>
      {account && others.length > 0 && (
        <p>
          <Where account={account} />
        </p>
      )}
      {account && preview && <Previewed preview={preview} account={account} />}
      {account && !preview && <Asked account={account} />}
      {!account && <p class="second">{t('portal_who_after_account')}</p>}
      {account && others.length > 0 && (
        <ul>
          {others.map((other) => (
            <li key={other.id}>
              <Where account={other} />{' '}
              <Elsewhere account={other} foreseen={form.elsewhere.shown.value.get(other.id)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** Which account a line is about: within the line, unlike the name in a row. */
function Where({ account: { id, name, sensitive } }: { account: CatalogAccount }) {
  return (
    <>
      <b>{name}</b> <span class="account-id whole">{groups(id)}</span>
      {sensitive && (
        <>
          {' '}
          <Sensitive />
        </>
      )}
      :
    </>
  )
}

/** In a line what would happen in another of the accounts: how many decide, who, and what keeps it from being sent. */
function Elsewhere({ account, foreseen }: { account: CatalogAccount; foreseen: Foreseen | undefined }) {
  if (foreseen?.problem) {
    const look = toneOf(foreseen.problem) === 'error' ? 'error' : 'second'
    return <span class={look}>{problemWords(foreseen.problem, now.value).title}</span>
  }
  const preview = foreseen?.preview
  if (!preview) return <People people={account.deciders} count={account.decidersCount} />
  const { levels, automatic, asked, askedCount, second } = preview
  if (levels === 0) return <>{t('portal_automatic', { rule: automatic ?? '' })}</>
  return (
    <>
      {second && <span class="tag">{t('portal_levels_2')}</span>} <People people={asked} count={askedCount} />
      {second && (
        <>
          {', '}
          {t('portal_then')} <People people={second.asked} count={second.askedCount} />
        </>
      )}
    </>
  )
}

type Named = readonly { readonly id: string; readonly name: string; readonly online?: boolean }[]

function Previewed({ preview, account }: { preview: RequestPreview; account: CatalogAccount }) {
  const { levels, automatic, because, asked, askedCount, onlineCount, second, unread, instead } = preview
  const rules = (
    <>
      {instead && <p class="second">{t(`portal_person_${instead.why}`, { rule: instead.rule })}</p>}
      {because.length > 0 && <p class="second">{t('portal_because', { rules: because.join(', ') })}</p>}
      {unread.length > 0 && <p>{t('portal_set_unread', { names: unread.map(plain).join(', ') })}</p>}
    </>
  )
  if (levels === 0) {
    return (
      <>
        <p>{t('portal_automatic', { rule: automatic ?? '' })}</p>
        {rules}
      </>
    )
  }
  const online = onlineCount === null ? '' : t('portal_online', { n: String(onlineCount) })
  if (!second) {
    return (
      <>
        <p>
          {t('portal_one_of')} <People people={asked} count={askedCount} />{' '}
          <span class="second">{online}</span>
        </p>
        {rules}
        <Own account={account} />
      </>
    )
  }
  return (
    <>
      <ol class="levels">
        <li>
          <People people={asked} count={askedCount} /> <span class="second">{online}</span>
          <p class="says">{t('portal_level_owner', { account: account.name })}</p>
        </li>
        <li>
          <People people={second.asked} count={second.askedCount} />
          <p class="says">{t('portal_level_admin')}</p>
        </li>
      </ol>
      {rules}
      <Own account={account} />
    </>
  )
}

const mostNamed = 3

export function People({ people, count }: { people: Named; count: number }) {
  const more = count - Math.min(people.length, mostNamed)
  return (
    <>
      {people.slice(0, mostNamed).map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <b>{name}</b>
        </span>
      ))}
      {more > 0 && ` ${t('portal_and_more', { n: String(more) })}`}
    </>
  )
}

function Own({ account: { id } }: { account: CatalogAccount }) {
  return seen.value?.me.owns.includes(id) ? <p class="second">{t('portal_own_account')}</p> : null
}

function Asked({ account }: { account: CatalogAccount }) {
  const { deciders, decidersCount } = account
  const known = seen.value
  if (!known) return null
  if (decidersCount === 0) return <p>{t('portal_asked_nobody', { account: account.name })}</p>
  const until = new Date(now.value + known.windowSeconds * 1000).toISOString()
  return (
    <>
      <p>
        {t('portal_one_of')} <People people={deciders} count={decidersCount} />
      </p>
      <p class="second">{t('portal_ask_until', { time: dayTime(until, now.value) })}</p>
      <Own account={account} />
    </>
  )
}
