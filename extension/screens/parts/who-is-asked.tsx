import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { dayTime } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { now, seen } from '../../models/seen.ts'

/** Who will be asked, and until when they have. */
export function WhoIsAsked({ form }: { form: AskForm }) {
  const { account } = form.chosen.value
  return (
    <div class="who">
      <h2>{t('portal_who_is_asked')}</h2>
      {account ? <Asked account={account} /> : <p class="second">{t('portal_who_after_account')}</p>}
    </div>
  )
}

function Asked({ account }: { account: CatalogAccount }) {
  const { deciders, decidersCount, id } = account
  const known = seen.value
  if (!known) return null
  if (decidersCount === 0) return <p>{t('portal_asked_nobody', { account: account.name })}</p>
  const until = new Date(now.value + known.windowSeconds * 1000).toISOString()
  const more = decidersCount - deciders.length
  return (
    <>
      <p>
        {t('portal_one_of')}{' '}
        {deciders.map(({ id: personId, name }, index) => (
          <span key={personId}>
            {index > 0 && ', '}
            <b>{name}</b>
          </span>
        ))}
        {more > 0 && ` ${t('portal_and_more', { n: String(more) })}`}
      </p>
      <p class="second">{t('portal_ask_until', { time: dayTime(until, now.value) })}</p>
      {known.me.owns.includes(id) && <p class="second">{t('portal_own_account')}</p>}
    </>
  )
}
