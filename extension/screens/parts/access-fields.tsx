import { problemWords, t } from '../../lib/words.ts'
import { type AskForm, placeOf } from '../../models/portal/ask-form.ts'
import { seen } from '../../models/seen.ts'
import { Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { AccountPicker } from './account-picker.tsx'
import { troubleAt } from './ask-trouble.ts'

/** Which account and which set. An extension keeps both. */
export function AccessFields({ form }: { form: AskForm }) {
  const { account } = form.chosen.value
  const unknown = !account && form.draft.value.accountId !== ''
  const error =
    troubleAt(form, 'account') ??
    (unknown ? t('portal_account_not_open', { account: form.draft.value.accountId }) : undefined)
  return (
    <div class="two">
      <Field id="account" label={t('portal_col_account')} help={t('portal_account_help')} error={error}>
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
      <SetField form={form} />
    </div>
  )
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
  )
}
