import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { groups } from '../../lib/time.ts'
import { problemWords, t } from '../../lib/words.ts'
import { type AskForm, placeOf } from '../../models/portal/ask-form.ts'
import { blankCustom } from '../../models/portal/custom-draft.ts'
import { seen } from '../../models/seen.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { AccountPicker } from './account-picker.tsx'
import { CustomFields } from './custom-fields.tsx'
import { troubleAt } from './ask-trouble.ts'

/** Which account and which set. An extension keeps both. */
export function AccessFields({ form }: { form: AskForm }) {
  const { account } = form.chosen.value
  const { custom } = form.draft.value
  const unknown = !account && form.draft.value.accountId !== ''
  const error =
    troubleAt(form, 'account') ??
    (unknown ? t('portal_account_not_open', { account: form.draft.value.accountId }) : undefined)
  return (
    <>
      <div class="two">
        <Field
          id="account"
          label={t('portal_col_account')}
          help={account ? placeOfAccount(account) : t('portal_account_help')}
          error={error}
        >
          <div class="with-mark">
            <AccountPicker
              id="account"
              describedBy={describedBy('account')}
              invalid={error !== undefined}
              catalog={seen.value?.catalog ?? []}
              account={account}
              choose={(accountId) => form.edit({ accountId, setArn: '', seconds: null, extend: null })}
            />
            {account?.sensitive && <Sensitive />}
          </div>
          <CopyMessage form={form} />
        </Field>
        {custom ? <CustomToggle form={form} /> : <SetField form={form} />}
      </div>
      {custom && <CustomFields form={form} custom={custom} />}
    </>
  )
}

/** The whole id, however narrow the field is. */
function placeOfAccount({ id, ouPath }: CatalogAccount): string {
  return ouPath ? `${groups(id)}, ${ouPath}` : groups(id)
}

/** Whoever cannot ask for an account has to ask a person: here is what to write them. */
function CopyMessage({ form }: { form: AskForm }) {
  const problem = form.sending.problem.value
  if (!problem || placeOf(problem) !== 'account') return null
  const { button, detail } = problemWords(problem)
  return (
    <div>
      <Button kind="link" small onClick={() => void navigator.clipboard.writeText(detail)}>
        {button}
      </Button>
    </div>
  )
}

function SetField({ form }: { form: AskForm }) {
  const { account, set } = form.chosen.value
  const error = troubleAt(form, 'set')
  return (
    <div>
      <Field
        id="set"
        label={t('portal_col_set')}
        help={t(account ? 'portal_one_decision' : 'portal_set_after_account')}
        error={error}
      >
        <select
          id="set"
          aria-describedby={describedBy('set')}
          aria-invalid={error !== undefined}
          disabled={!account}
          value={set?.arn ?? ''}
          onChange={(event) => form.edit({ setArn: event.currentTarget.value, seconds: null, extend: null })}
        >
          {!set && <option value="">{t('portal_choose_set')}</option>}
          {account?.permissionSets.map(({ arn, name }) => (
            <option key={arn} value={arn}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <CustomSwitch form={form} />
    </div>
  )
}

/** In the place of the list of sets, where a set is made. */
function CustomToggle({ form }: { form: AskForm }) {
  return (
    <div class="field">
      <span class="field-label">{t('portal_col_access')}</span>
      <CustomSwitch form={form} />
      <p class="help">{t('portal_two_decisions')}</p>
    </div>
  )
}

function CustomSwitch({ form }: { form: AskForm }) {
  const { custom, extend } = form.draft.value
  if (extend) return null
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={custom !== null}
        onChange={(event) =>
          form.edit({ custom: event.currentTarget.checked ? blankCustom : null, seconds: null })
        }
      />
      <span>{t('portal_create_custom')}</span>
    </label>
  )
}
