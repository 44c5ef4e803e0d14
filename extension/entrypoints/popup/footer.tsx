import { t } from '../../lib/text.ts'
import { Mark } from '../../ui/mark.tsx'
import { askAboutText } from './ask-about-text.ts'
import { PortalLink } from './portal-link.tsx'

/** Always in view. It is the primary button only while nothing runs. */
export function Footer({ primary }: { primary: boolean }) {
  return (
    <footer>
      <PortalLink route="/request" look={`button ${primary ? 'primary' : 'normal'}`}>
        {t('popup_request_access')}
      </PortalLink>
      <button class="link" onClick={() => void askAboutText(' ')}>
        {t('paste_open')}
      </button>
    </footer>
  )
}

export function NoAccess() {
  return (
    <section class="nothing">
      <Mark width={28} />
      <h2>{t('popup_empty_title')}</h2>
      <p>{t('popup_empty_text')}</p>
      <PortalLink route="/request" look="button primary">
        {t('popup_request_access')}
      </PortalLink>
      <button class="link" onClick={() => void askAboutText(' ')}>
        {t('paste_open')}
      </button>
    </section>
  )
}
