import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import { open } from '../lib/page-messages.ts'
import { groups } from '../lib/time.ts'
import { problemWords, t } from '../lib/words.ts'
import { deniedText, type Sample, sample, sessionData } from '../models/sample.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Note } from '../ui/note.tsx'
import { useTitle } from './parts/use-title.ts'

/** A page that looks to our features as one of the console does. They find their places in it as they do there. */
export function SamplePage() {
  useTitle(t('sample_title'))
  const { value } = sample
  const account = value.state === 'ready' ? value.account : null
  return (
    <>
      {account && <meta key={account.id} name="awsc-session-data" content={sessionData(account)} />}
      <header class="sample-bar">
        <b>{t('sample_title')}</b>
        <span class="menu" data-testid="awsc-nav-account-menu-button">
          {account?.name} <span class="digits">{account && groups(account.id)}</span>
        </span>
      </header>
      <main class="sample">
        <h1 id="title">{t('sample_service')}</h1>
        <About is={value} />
        {account && <Denied account={account} />}
        {account && <How />}
        <p>
          <a class="link strong" href="options.html">
            {t('first_portal')}
          </a>
        </p>
      </main>
    </>
  )
}

/** That it is none of AWS's, and that what it sends is real; or what is missing for that. */
function About({ is }: { is: Sample }) {
  switch (is.state) {
    case 'loading':
      return <p aria-busy="true">{t('sample_loading')}</p>
    case 'signed-out':
      return <SignedOut />
    case 'nothing':
      return (
        <Note tone="warning" title={t('portal_nothing_open')}>
          {t('portal_nothing_open_text')}
        </Note>
      )
    case 'ready':
      return (
        <Note tone="info" title={t('sample_note_title')}>
          {t('sample_note', { account: is.account.name })}
        </Note>
      )
  }
}

/** Asked for as a page of the console asks: this page may say no more than one. */
function SignedOut() {
  const { title, button } = problemWords({ type: '/problems/signed-out', params: {} })
  return (
    <Note
      tone="info"
      title={title}
      mend={
        <Button kind="primary" onClick={() => open({ what: 'sign-in' })}>
          {button}
        </Button>
      }
    >
      {t('sample_signed_out')}
    </Note>
  )
}

/** Marked as Cloudscape marks its alerts. */
function Denied({ account }: { account: CatalogAccount }) {
  return (
    <div class="sample-alert" data-analytics-alert="error" role="group" aria-label={t('sample_denied_title')}>
      <Icon name="cross" />
      <div>
        <b>{t('sample_denied_title')}</b>
        <p class="awsui_content_sample" dir="ltr">
          {deniedText(account)}
        </p>
      </div>
    </div>
  )
}

function How() {
  return (
    <section class="sample-how">
      <h2>{t('sample_how')}</h2>
      <ol>
        {[1, 2, 3].map((n) => (
          <li key={n}>{t(`sample_how_${n}`)}</li>
        ))}
      </ol>
    </section>
  )
}
