import type { AskForm } from '../../models/portal/ask-form.ts'
import { connection } from '../../models/seen.ts'
import { useRested } from './use-rested.ts'

/** Asks what would happen, once the typing rests. The reason and the ticket change nothing about it. */
export function usePreview(form: AskForm): void {
  const asked = form.asked()
  const body = asked && { ...asked, justification: '' }
  const online = connection.value === 'online'
  const key = online && body ? JSON.stringify(body) : ''
  useRested(key, () => void form.preview.look(key ? form.asked() : null))
  // Of an account that is added or left out nothing else has to be asked again.
  const others = form.chosen.value.accounts.slice(1).map(({ id }) => id)
  const wanted = key && others.length > 0
  useRested(wanted ? JSON.stringify([{ ...body, accountId: '', ticket: '' }, others]) : '', () => {
    if (wanted) void form.elsewhere.look(form.asked(), others)
  })
}
