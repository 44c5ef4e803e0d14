import { useState } from 'preact/hooks'
import type { Me } from '../../schema/contract/people.ts'
import { tellBackground } from '../lib/call.ts'
import { zone } from '../models/portal/zone.ts'
import { t } from '../lib/words.ts'
import { navigation, type NavItem } from '../models/portal/navigation.ts'
import { over } from '../models/portal/palette.ts'
import { href, route } from '../models/portal/route.ts'
import { now, seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { NavIcon } from './parts/nav-icon.tsx'

/** Where one is, and what waits. Where it is narrow it folds into a bar whose button carries the badge. */
export function Sidebar() {
  const [open, setOpen] = useState(false)
  const known = seen.value
  const { own, approver, admin } = navigation(known)
  const waits = approver.find(({ badge }) => badge)?.badge
  return (
    <header class="side">
      <div class="brand">
        <button
          type="button"
          class="menu-button"
          aria-expanded={open}
          aria-controls="navigation"
          aria-label={waits ? t('portal_menu_waiting', { n: waits }) : t('portal_menu')}
          onClick={() => setOpen(!open)}
        >
          {open ? <Icon name="close" /> : <NavIcon name="menu" />}
          {waits && !open && <span class="badge">{waits}</span>}
        </button>
        <a class="brand-name" href={href({ page: 'dashboard' })}>
          <Mark width={15} /> Hallpass
        </a>
        {known && <span class="avatar narrow-only">{initials(known.me.name)}</span>}
      </div>
      <nav id="navigation" class={open ? 'nav open' : 'nav'} aria-label={t('portal_navigation')}>
        <Items items={own} followed={() => setOpen(false)} />
        {approver.length > 0 && <hr />}
        <Items items={approver} followed={() => setOpen(false)} />
        {admin.length > 0 && <hr />}
        <Items items={admin} followed={() => setOpen(false)} />
        <GoTo followed={() => setOpen(false)} />
        {known && <Person me={known.me} followed={() => setOpen(false)} />}
      </nav>
    </header>
  )
}

function Items({ items, followed }: { items: readonly NavItem[]; followed: () => void }) {
  return (
    <ul>
      {items.map(({ page, title, count, badge, within }) => (
        <li key={page}>
          <a
            href={`#/${page}`}
            aria-current={within.includes(route.value.page) ? 'page' : undefined}
            onClick={followed}
          >
            <NavIcon name={page} /> <span class="nav-word">{title}</span>
            {count && <span class="nav-count">{count}</span>}
            {badge && (
              <span class="badge">
                {badge} <span class="hidden">{t('portal_to_decide')}</span>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Everything that can be gone to by typing; the key is shown where there is a keyboard. */
function GoTo({ followed }: { followed: () => void }) {
  const open = () => {
    followed()
    over.value = 'palette'
  }
  return (
    <div class="go-to">
      <button type="button" class="go-to-button" aria-keyshortcuts="Control+K" onClick={open}>
        <NavIcon name="search" /> <span class="nav-word">{t('portal_palette')}</span>
        <span class="keys-of" aria-hidden="true">
          <kbd>Ctrl</kbd>
          <kbd>K</kbd>
        </span>
      </button>
      <button
        type="button"
        class="go-to-keys"
        aria-keyshortcuts="?"
        aria-label={t('portal_keys')}
        onClick={() => void (over.value = 'keys')}
      >
        <kbd aria-hidden="true">?</kbd>
      </button>
    </div>
  )
}

function Person({ me, followed }: { me: Me; followed: () => void }) {
  return (
    <div class="person">
      <span class="avatar" aria-hidden="true">
        {initials(me.name)}
      </span>
      <div>
        <b>{me.name}</b>
        <p class="second">
          {t('portal_role_and_zone', { role: t(`portal_role_${me.role}`), zone: zone(now.value) })}
        </p>
        {t('ui_language') !== 'en' && <p class="second">{t('ui_machine_made')}</p>}
        <a
          class="link quiet small"
          href={href({ page: 'notices' })}
          aria-current={route.value.page === 'notices' ? 'page' : undefined}
          onClick={followed}
        >
          {t('portal_notices')}
        </a>
        <Button kind="quiet" small onClick={() => void tellBackground('sign-out').catch(() => undefined)}>
          {t('portal_sign_out')}
        </Button>
      </div>
    </div>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}
