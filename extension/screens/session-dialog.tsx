import { useMemo, useState } from 'preact/hooks'
import type { Request } from '../../schema/contract/requests.ts'
import { call } from '../lib/call.ts'
import { isReason } from '../lib/reason.ts'
import { clockTime, duration, span } from '../lib/time.ts'
import { credentialsSay, t } from '../lib/words.ts'
import { act, command } from '../models/portal/act.ts'
import { asOf } from '../models/portal/as-of.ts'
import { type Asked, closeDialog, dialog } from '../models/portal/dialog.ts'
import { storedRequest } from '../models/portal/one.ts'
import { say } from '../models/portal/notice.ts'
import { keyOf, problemOf } from '../models/portal/trouble.ts'
import { connection, now } from '../models/seen.ts'
import { AccountName } from '../ui/account-name.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Note } from '../ui/note.tsx'
import { setName } from '../lib/set-name.ts'
import { Facts } from './parts/facts.tsx'
import { ProblemNote } from './parts/notices.tsx'

/** The question before access is taken away: one's own, or somebody else's. */
export function SessionDialog() {
  const asked = dialog.value
  return asked && <Question key={asked.request.id} asked={asked} />
}

function Question({ asked }: { asked: Asked }) {
  const { kind, request } = asked
  const [reason, setReason] = useState('')
  const [short, setShort] = useState(false)
  const ending = useMemo(command, [])
  const end = () => {
    const missing = kind === 'revoke' && !isReason(reason)
    setShort(missing)
    if (!missing) void ending.run(() => takeAway(asked, reason.trim()))
  }
  const names = { account: request.accountName, set: setName(request), name: request.requester.name }
  return (
    <Dialog title={t(`portal_${kind}_title`, names)} close={closeDialog}>
      <p>{t(`portal_${kind}_text`, names)}</p>
      <AfterTheEnd request={request} />
      <SessionFacts request={request} person={kind === 'revoke'} />
      <Field
        id="ending-reason"
        label={t(`portal_${kind}_reason`)}
        help={kind === 'revoke' ? t('portal_revoke_reason_help', names) : undefined}
        error={short ? t('portal_reason_short') : undefined}
      >
        <input
          id="ending-reason"
          maxLength={2000}
          aria-describedby={describedBy('ending-reason')}
          aria-invalid={short}
          required={kind === 'revoke'}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      {ending.problem.value && <ProblemNote problem={ending.problem.value} mend={end} />}
      <div class="dialog-buttons">
        <Button kind="danger" disabled={ending.busy.value || connection.value !== 'online'} onClick={end}>
          {t(`portal_${kind}_button`)}
        </Button>
        <Button autofocus onClick={closeDialog}>
          {t('portal_keep_it')}
        </Button>
      </div>
    </Dialog>
  )
}

async function takeAway(asked: Asked, reason: string): Promise<void> {
  const { request } = asked
  await endAt(storedRequest(request.id)?.version ?? request.version, asked, reason).catch(
    async (error: unknown) => {
      if (keyOf(problemOf(error)) !== 'changed') throw error
      // Setting up, becoming active and an extension change the version; the session that is taken away is the same.
      const { version } = await call('request', { id: request.id })
      await endAt(version, asked, reason)
    },
  )
  closeDialog()
  say(t('portal_ending_said', { account: request.accountName }))
}

async function endAt(version: number, { kind, request: { id } }: Asked, reason: string): Promise<void> {
  if (kind === 'revoke') await act('revoke', { id, reason }, version)
  else await act('release', { id, ...(reason ? { reason } : {}) }, version)
}

/** What was issued before may outlast the end: said before it is pressed. */
function AfterTheEnd({ request: { session } }: { request: Request }) {
  if (!session) return null
  const words = credentialsSay(session)
  if (words) return <Note tone="warning" title={words} />
  return session.credentials === 'gone' ? <p>{t('portal_end_gone')}</p> : null
}

function SessionFacts({ request, person }: { request: Request; person: boolean }) {
  const { accountId, accountName, sensitive, session, requester } = asOf(request, now.value)
  const since = session?.activeAt ?? session?.startsAt
  const seconds = request.grantedSeconds ?? request.durationSeconds
  return (
    <Facts
      facts={[
        ...(person ? [[t('portal_col_person'), requester.name] as const] : []),
        [t('portal_col_account'), <AccountName id={accountId} name={accountName} sensitive={sensitive} />],
        [t('portal_col_set'), setName(request)],
        ...(since
          ? [
              [
                t('portal_col_granted'),
                t('portal_for', { time: clockTime(since), duration: duration(seconds) }),
              ] as const,
            ]
          : []),
        ...(session
          ? [
              [
                t('portal_col_remaining'),
                t('portal_left_to', {
                  left: span(Date.parse(session.endsAt) - now.value),
                  time: clockTime(session.endsAt),
                }),
              ] as const,
            ]
          : []),
      ]}
    />
  )
}
