import type { Me } from '../../../schema/contract/people.ts'
import { clockTime } from '../../lib/time.ts'
import { t } from '../../lib/text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Mark } from '../../ui/mark.tsx'
import { PortalLink } from './portal-link.tsx'

interface Props {
  readonly me: Me | null
  readonly asOf: string | null
  readonly signOut: () => Promise<void>
}

export function Header({ me, asOf, signOut }: Props) {
  return (
    <header>
      <Mark />
      <h1>Hallpass</h1>
      {asOf && <span class="as-of">{t('popup_as_of', { time: clockTime(asOf) })}</span>}
      {me && <Account me={me} signOut={signOut} />}
    </header>
  )
}

/** The part of the address before the `@` says who; all of it stands in the menu. */
function Account({ me, signOut }: { me: Me; signOut: Props['signOut'] }) {
  const short = me.email?.replace(/@.*/, '@') ?? me.name
  return (
    <>
      <button
        type="button"
        class="who"
        popovertarget="menu"
        aria-label={t('popup_account_menu', { name: me.name })}
      >
        {short} <Icon name="down" size={14} />
      </button>
      <div id="menu" class="menu" popover="auto">
        <p>
          <b>{me.name}</b>
          <br />
          <span class="help">{me.email}</span>
        </p>
        <PortalLink route="/" look="item">
          {t('popup_open_portal')}
        </PortalLink>
        <button type="button" class="item" onClick={() => void signOut()}>
          {t('popup_sign_out')}
        </button>
      </div>
    </>
  )
}
