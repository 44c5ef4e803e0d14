import { useState } from 'preact/hooks'
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { groups } from '../../lib/time.ts'
import { problemWords, t } from '../../lib/words.ts'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { mostAccounts } from '../../models/portal/many.ts'
import { toneOf } from '../../models/portal/trouble.ts'
import { catalog } from '../../models/catalog.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AccountPicker } from './account-picker.tsx'

/** More accounts that the same is asked for in. An extension and an edited request have one. */
export function AlsoAccounts({ form }: { form: AskForm }) {
  const [opened, setOpened] = useState(false)
  const { account, accounts } = form.chosen.value
  if (!account || form.draft.value.extend || form.replaces) return null
  if (!opened && accounts.length === 1) {
    return (
      <div>
        <Button
          kind="link"
          small
          onClick={() => {
            setOpened(true)
            focusPicker()
          }}
        >
          {t('portal_more_accounts')}
        </Button>
      </div>
    )
  }
  return (
    <div class="also">
      <Field
        id="also"
        label={t('portal_also_in')}
        help={t('portal_more_accounts_help', { n: String(mostAccounts) })}
      >
        {accounts.length < mostAccounts && <Picker form={form} />}
      </Field>
      <ul class="also-list">
        {accounts.slice(1).map((other) => (
          <Also key={other.id} account={other} form={form} />
        ))}
      </ul>
    </div>
  )
}

/** What was pressed is gone with the next drawing. */
function focusPicker(): void {
  requestAnimationFrame(() => document.getElementById('also')?.focus())
}

/** Only what the set that stands chosen may be asked for in. */
function Picker({ form }: { form: AskForm }) {
  const { accounts, set } = form.chosen.value
  const fits = (other: CatalogAccount) =>
    !accounts.includes(other) && (!set || other.permissionSets.some(({ arn }) => arn === set.arn))
  return (
    <AccountPicker
      id="also"
      describedBy={describedBy('also')}
      invalid={false}
      catalog={(catalog() ?? []).filter(fits)}
      account={null}
      choose={(id) => form.edit({ also: [...form.draft.value.also, id], extend: null })}
    />
  )
}

function Also({ account, form }: { account: CatalogAccount; form: AskForm }) {
  const { id, name, sensitive } = account
  return (
    <li>
      <span class="account">
        <b>{name}</b> <span class="account-id">{groups(id)}</span> {sensitive && <Sensitive />}
      </span>
      <button
        type="button"
        class="leave-out"
        aria-label={t('portal_leave_out', { account: name })}
        onClick={() => {
          form.keepOnly((each) => each.id !== id)
          focusPicker()
        }}
      >
        <Icon name="close" size={14} />
      </button>
      <RefusedIn form={form} id={id} />
    </li>
  )
}

/** Why it was not sent in this account, while others were, or would not be. */
export function RefusedIn({ form, id }: { form: AskForm; id: string }) {
  const met = form.outcomes.value.refused.get(id)
  const problem = met ?? form.elsewhere.shown.value.get(id)?.problem
  if (!problem) return null
  const { title, detail } = problemWords(problem)
  const wrong = toneOf(problem) === 'error'
  return (
    <p class={wrong ? 'error' : 'field-note'} role={met ? 'alert' : 'status'}>
      <Icon name={wrong ? 'cross' : 'info'} /> {title}. {detail}
    </p>
  )
}
