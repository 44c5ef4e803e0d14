import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { setName } from '../../lib/set-name.ts'
import { groups } from '../../lib/time.ts'
import { problemWords, t } from '../../lib/words.ts'
import { type AskForm, placeOf } from '../../models/portal/ask-form.ts'
import { blankCustom } from '../../models/portal/custom-draft.ts'
import { catalog } from '../../models/catalog.ts'
import { AccountName, Sensitive } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { describedBy, Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { type Problem, type Tone, toneOf } from '../../models/portal/trouble.ts'
import { AccountPicker } from './account-picker.tsx'
import { AlsoAccounts, RefusedIn } from './also-accounts.tsx'
import { CustomFields } from './custom-fields.tsx'
import { troubleAt } from './ask-trouble.ts'
import { Facts } from './facts.tsx'
import { useWhyNot } from './use-why-not.ts'

/** Which account and which set. An extension keeps both, where they are still open. */
export function AccessFields({ form }: { form: AskForm }) {
  const { account, set } = form.chosen.value
  const from = form.extending.value
  if (from && account && (set || form.draft.value.custom))
    return <Kept form={form} from={from} account={account} />
  return <Choices form={form} />
}

const fixed = ['account', 'set'] as const

/** What cannot be changed, and what is wrong with it. What a custom set holds is there to read. */
function Kept({ form, from, account }: { form: AskForm; from: Request; account: CatalogAccount }) {
  const { custom } = form.draft.value
  const error = fixed.map((field) => troubleAt(form, field)).find(Boolean)
  return (
    <>
      <Facts
        facts={[
          [t('portal_col_account'), <AccountName {...account} />],
          [t('portal_col_set'), setName(from)],
        ]}
      />
      {error && (
        <p class="error" role="alert">
          <Icon name="cross" /> {error}
        </p>
      )}
      <CopyMessage problem={form.sending.problem.value ?? form.preview.problem.value} />
      {custom && <CustomFields form={form} custom={custom} />}
    </>
  )
}

function Choices({ form }: { form: AskForm }) {
  const { account } = form.chosen.value
  const { custom } = form.draft.value
  const unknown = !account && form.draft.value.accountId !== ''
  const whyNot = useWhyNot(unknown ? form.draft.value.accountId : '')
  const said = accountSaid(form, whyNot)
  const error = said.tone === 'error' ? said.words : undefined
  return (
    <>
      <div class="two">
        <Field
          id="account"
          label={t('portal_col_account')}
          help={account ? placeOfAccount(account) : t('portal_account_help')}
          error={error}
          note={said.tone === 'error' ? undefined : said.words}
        >
          <div class="with-mark">
            <AccountPicker
              id="account"
              describedBy={describedBy('account')}
              invalid={error !== undefined}
              catalog={catalog() ?? []}
              account={account}
              notOpen={unknown ? form.draft.value.accountId : undefined}
              numberBelow
              anyNumber
              choose={(accountId) => form.edit(inAccount(accountId, form.draft.value.also))}
            />
            {account?.sensitive && <Sensitive />}
          </div>
          <CopyMessage problem={form.sending.problem.value ?? form.preview.problem.value ?? whyNot} />
          {account && <RefusedIn form={form} id={account.id} />}
        </Field>
        {custom ? <CustomToggle form={form} /> : <SetField form={form} />}
      </div>
      <AlsoAccounts form={form} />
      {custom && <CustomFields form={form} custom={custom} />}
    </>
  )
}

interface Said {
  readonly tone: Tone
  readonly words: string | undefined
}

/** Left out or refused is an error; that one may not ask for it is not one of whoever asks. */
function accountSaid(form: AskForm, whyNot: Problem | null): Said {
  const { accountId } = form.draft.value
  const problem = [form.sending.problem.value, form.preview.problem.value, whyNot].find(
    (each) => each && placeOf(each) === 'account',
  )
  if (problem) return { tone: toneOf(problem), words: problemWords(problem).detail }
  if (!form.chosen.value.account && accountId !== '')
    return { tone: 'info', words: t('portal_account_not_open', { account: groups(accountId) }) }
  return { tone: 'error', words: troubleAt(form, 'account') }
}

/** Another account is another question. */
function inAccount(accountId: string, also: readonly string[]) {
  return { accountId, also: also.filter((id) => id !== accountId), setArn: '', seconds: null, extend: null }
}

/** The whole id, however narrow the field is. */
function placeOfAccount({ id, ouPath }: CatalogAccount): string {
  return ouPath ? `${groups(id)}, ${ouPath}` : groups(id)
}

/** Whoever cannot ask for an account has to ask a person: here is what to write them. */
function CopyMessage({ problem }: { problem: Problem | null }) {
  if (!problem || placeOf(problem) !== 'account') return null
  const { button, detail } = problemWords(problem)
  return (
    <div class="mends">
      <Button kind="link" small onClick={() => void navigator.clipboard.writeText(detail)}>
        {button}
      </Button>
    </div>
  )
}

function SetField({ form }: { form: AskForm }) {
  const { account, accounts, set, sets } = form.chosen.value
  const none = accounts.length > 1 && sets.length === 0
  const error = none ? t('portal_no_common_set') : troubleAt(form, 'set')
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
          {sets.map(({ arn, name }) => (
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
