import { useMemo } from 'preact/hooks'
import { settled, waiting } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { act, command } from '../../models/portal/act.ts'
import { asOf } from '../../models/portal/as-of.ts'
import { say } from '../../models/portal/notice.ts'
import { href } from '../../models/portal/route.ts'
import { connection, now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemNote } from './notices.tsx'

interface Props {
  readonly request: Request
  /** Drawn anew from the answer, before storage has it. */
  readonly done?: () => void
}

/** What I may do with a request of mine: take it back, try it again, or send the same again. */
export function RequestActions({ request, done }: Props) {
  const doing = useMemo(command, [])
  const { id, status, version, retryUntil, remindFrom, narrower } = asOf(request, now.value)
  const names = { set: request.permissionSetName, account: request.accountName }
  const off = doing.busy.value || connection.value !== 'online'
  const run = (name: 'withdraw' | 'retry' | 'remind') =>
    void doing.run(async () => {
      await act(name, { id }, version)
      say(t(`portal_${name}_said`, names))
      done?.()
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
        {settled.has(status) && request.kind === 'standard' && (
          <a class="link strong" href={href({ page: 'request', again: id })}>
            {t('portal_send_again')}
            {about}
          </a>
        )}
      </span>
      {doing.problem.value && <ProblemNote problem={doing.problem.value} />}
    </>
  )
}
