import type { Asked } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { act } from './act.ts'
import type { AskForm } from './ask-form.ts'
import { sendEach } from './many.ts'
import { say } from './notice.ts'
import { replace } from './replacing.ts'
import { go } from './route.ts'

/** Sends what the form holds: one request, one in the place of another, or one in each account. */
export async function sendForm(form: AskForm, asked: Asked): Promise<void> {
  form.outcomes.value = { ...form.outcomes.value, refused: new Map() }
  if (form.chosen.value.accounts.length > 1) return sendMany(form, asked)
  const { replaces, gone } = form
  const { id } = replaces
    ? await replace(replaces, asked, () => (gone.value = true))
    : await act('open', asked)
  form.forget()
  say(t('portal_sent'), 'next')
  go({ page: 'one', id })
}

/** What is sent leaves the form at once, so that whatever happens, sending again sends what is missing. */
async function sendMany(form: AskForm, asked: Asked): Promise<void> {
  const before = form.outcomes.value.sent
  // Bounded by accounts that leave the form as they are sent: what is sent again has to be the same.
  form.edit({ seconds: form.chosen.value.seconds })
  const { refused } = await sendEach(asked, form.chosen.value.accounts, (outcomes) => {
    form.outcomes.value = { ...outcomes, sent: [...before, ...outcomes.sent] }
    form.keepOnly(({ id }) => !outcomes.sent.some((sent) => sent.id === id))
  })
  if (refused.size > 0) return
  say(t('portal_sent_many', { n: String(form.outcomes.value.sent.length) }), 'next')
  form.forget()
  go({ page: 'requests', filter: 'open' })
}
