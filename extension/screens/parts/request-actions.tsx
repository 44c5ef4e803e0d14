import { useMemo } from 'preact/hooks'
import { settled, waiting } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { act, command, orReadAgain } from '../../models/portal/act.ts'
import { asOf } from '../../models/portal/as-of.ts'
import { say } from '../../models/portal/notice.ts'
import { href } from '../../models/portal/route.ts'
import { connection, now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { FormTrouble } from './form-trouble.tsx'

interface Props {
  readonly request: Request
  /** Reads what is shown anew. */
  readonly again: () => Promise<void>
  /** After an act as well, before storage has it. */
  readonly always?: boolean
}

/** What I may do with a request of mine: take it back, try it again, or send the same again. */
export function RequestActions({ request, again, always = false }: Props) {
  const doing = useMemo(command, [])
  const { id, status, version, retryUntil, remindFrom, narrower } = asOf(request, now.value)
  const names = { set: request.permissionSetName, account: request.accountName }
  const off = doing.busy.value || connection.value !== 'online'
  const run = (name: 'withdraw' | 'retry' | 'remind') =>
    void doing.run(async () => {
      await orReadAgain(act(name, { id }, version), again)
      say(t(`portal_${name}_said`, names))
      if (always) await again()
    })
  const about = <span class="hidden"> {t('portal_about', names)}</span>
  return (
    <>
      <span class="links">
        {(waiting.has(status) || status === 'scheduled') && (
          <Button kind="link" disabled={off} onClick={() => run('withdraw')}>
            {t('portal_withdraw')}
            {about}
          </Button>
        )}
        {waiting.has(status) && (
          <a class="link strong" href={href({ page: 'request', edit: id })}>
            {t('portal_withdraw_edit')}
            {about}
          </a>
        )}
        {waiting.has(status) && remindFrom && Date.parse(remindFrom) <= now.value && (
          <Button kind="link" disabled={off} onClick={() => run('remind')}>
            {t('portal_remind')}
            {about}
          </Button>
        )}
        {narrower && (
          <a class="link strong" href={href({ page: 'request', instead: id })}>
            {t('portal_request_instead', { set: narrower.permissionSetName })}
          </a>
        )}
        {status === 'failed' && retryUntil && (
          <Button kind="link" disabled={off} onClick={() => run('retry')}>
            {t('portal_try_again')}
            {about}
          </Button>
        )}
        {settled.has(status) && (
          <a class="link strong" href={href({ page: 'request', again: id })}>
            {t('portal_send_again')}
            {about}
          </a>
        )}
      </span>
      <FormTrouble problem={doing.problem.value} />
    </>
  )
}
