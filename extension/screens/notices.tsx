import { useEffect } from 'preact/hooks'
import { t } from '../lib/words.ts'
import {
  choose,
  followNotices,
  notices,
  type NoticesState,
  turnOff,
  turnOn,
} from '../models/portal/notices.ts'
import { seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Note } from '../ui/note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { PageHead } from './parts/page-head.tsx'

/** What the browser is to tell, and the button that asks it for that. */
export function NoticesPage() {
  useEffect(followNotices, [seen.value?.me.id])
  // Whose choice it is has to be known before anybody makes it.
  const known = seen.value && notices.value
  return (
    <>
      <PageHead title={t('portal_notices')} sub={t('portal_notices_text')} />
      <section class="card body" aria-labelledby="title">
        <ul class="dots">
          {told().map((name) => (
            <li key={name}>{t(`portal_notices_${name}`)}</li>
          ))}
        </ul>
        {!known && <Skeleton rows={2} />}
        {known && (isOff(known.state) ? <Off state={known.state} /> : <On {...known} />)}
      </section>
    </>
  )
}

/** Who decides nothing is told of nothing to decide. */
function told(): readonly string[] {
  const { level = 0, owns = [] } = seen.value?.me ?? {}
  return level > 0 || owns.length > 0 ? ['own', 'end', 'decide'] : ['own', 'end']
}

function isOff(state: NoticesState): boolean {
  return state === 'off' || state === 'refused'
}

function Off({ state }: { state: NoticesState }) {
  return (
    <>
      <p role="status">{t(state === 'refused' ? 'portal_notices_refused' : 'portal_notices_is_off')}</p>
      <div>
        <Button kind="primary" onClick={() => void turnOn()}>
          {t('portal_notices_on')}
        </Button>
      </div>
    </>
  )
}

function On({ state, details }: { state: NoticesState; details: boolean }) {
  return (
    <>
      {state === 'blocked' ? (
        <Note tone="warning" title={t('portal_notices_blocked_title')}>
          {t('portal_notices_blocked')}
        </Note>
      ) : (
        <p role="status">{t('portal_notices_is_on')}</p>
      )}
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={details}
          onChange={(event) => void choose(event.currentTarget.checked)}
        />
        <span>
          <b>{t('portal_notices_details')}</b>
          <span class="block second">{t('portal_notices_details_text')}</span>
        </span>
      </label>
      <div>
        <Button onClick={() => void turnOff()}>{t('portal_notices_off')}</Button>
      </div>
    </>
  )
}
