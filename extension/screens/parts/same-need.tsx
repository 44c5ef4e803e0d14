import type { Request } from '../../../schema/contract/requests.ts'
import { accountWords } from '../../lib/account-words.ts'
import { groups } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { queueOf } from '../../models/portal/queue.ts'
import { href } from '../../models/portal/route.ts'
import { decidableTogether, type InNeed, othersOfNeed } from '../../models/portal/same-need.ts'
import { Sensitive } from '../../ui/account-name.tsx'

/** Where else this person asks for the same: each is a request of its own. */
export function SameNeed({ request }: { request: Request }) {
  const others = othersOfNeed(request, queueOf(request.id))
  if (others.length === 0) return null
  return (
    <section class="same-need" aria-label={t('portal_same_need_title')}>
      <p>
        <b>{sameNeedWords(others.length)}</b> <span class="second">{t('portal_same_need_in')}</span>
      </p>
      <ul>
        {others.map(({ id, accountId, accountName, sensitive }) => (
          <li key={id}>
            <a class="link" href={href({ page: 'review', id })}>
              {accountName}
            </a>{' '}
            <span class="account-id">{groups(accountId)}</span> {sensitive && <Sensitive />}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Stands at the first of them; the others hang on it. */
export function needMark({ others, follows }: InNeed): string {
  return others > 0 && !follows ? sameNeedWords(others) : ''
}

function sameNeedWords(n: number): string {
  return t('portal_same_need', { n: String(n) })
}

/** Apart unless somebody says otherwise; what needs to be read or typed for itself stays apart. */
export function DecideTogether({ request, decision }: { request: Request; decision: Deciding }) {
  const others = othersOfNeed(request, queueOf(request.id))
  const fit = decidableTogether(others)
  const { together, narrower } = decision.opinion.value
  if (fit.length === 0 || narrower) return null
  const apart = others.filter((other) => !fit.includes(other))
  return (
    <div>
      <label class="switch">
        <input
          type="checkbox"
          checked={together}
          onChange={(event) => decision.edit({ together: event.currentTarget.checked })}
        />
        <span>{t('portal_decide_together', { accounts: namesOf(fit) })}</span>
      </label>
      {together && apart.length > 0 && (
        <p class="says">{t('portal_decide_apart', { accounts: namesOf(apart) })}</p>
      )}
    </div>
  )
}

function namesOf(requests: readonly Request[]): string {
  return requests.map(accountWords).join(', ')
}
