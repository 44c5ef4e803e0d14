import { useMemo, useState } from 'preact/hooks'
import type { Finding } from '../../schema/contract/findings.ts'
import { isReason } from '../lib/reason.ts'
import { at, duration, groups } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { act, command, orReadAgain } from '../models/portal/act.ts'
import { durationsWithin, usualDuration } from '../models/portal/durations.ts'
import { type FindingAsked, findingDialog, leaveIt, wordOf } from '../models/portal/finding-dialog.ts'
import type { Listing } from '../models/portal/listing.ts'
import { say } from '../models/portal/notice.ts'
import { catalog } from '../models/catalog.ts'
import { connection, now, seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Duration } from '../ui/duration.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Facts } from './parts/facts.tsx'
import { holderName } from './parts/finding-row.tsx'
import { FormTrouble } from './parts/form-trouble.tsx'
import { useMoved } from './parts/use-moved.ts'

/** The question before anything is done about access that is not ours. */
export function FindingDialog({ findings }: { findings: Listing<Finding> }) {
  const asked = findingDialog.value
  if (!asked) return null
  const { value } = findings.listed
  const listed = value.state === 'ready' ? value.items.find(({ id }) => id === asked.finding.id) : undefined
  // Further down the list than what was read again, it may still be there.
  const isGone = value.state === 'ready' && value.next === null && !listed
  return (
    <Question
      key={`${asked.act} ${asked.finding.id}`}
      asked={listed ? { ...asked, finding: listed } : asked}
      isGone={isGone}
      again={findings.refresh}
    />
  )
}

interface Props {
  readonly asked: FindingAsked
  /** Somebody saw to it meanwhile. */
  readonly isGone: boolean
  readonly again: () => Promise<void>
}

const day = 86_400
const ignoredFor = { options: [7 * day, 30 * day, 90 * day, 365 * day], usual: 90 * day }

function Question({ asked, isGone, again }: Props) {
  const { finding } = asked
  const offered = durationsFor(asked)
  const [seconds, choose] = useState(offered?.usual ?? 0)
  const [reason, setReason] = useState('')
  const [short, setShort] = useState(false)
  const moved = useMoved(isGone ? null : finding.version, reason !== '')
  const acting = useMemo(command, [])
  const word = wordOf(asked)
  const names = { ...namesOf(finding), duration: duration(seconds) }
  const go = () => {
    const missing = !isReason(reason)
    setShort(missing)
    if (missing) return
    const said = { seconds, reason: reason.trim() }
    void acting.run(async () => {
      await orReadAgain(send(asked, said), again)
      leaveIt()
      say(t(`portal_${saidOf(word)}_said`, names))
    })
  }
  return (
    <Dialog title={t(`portal_${word}_title`, names)} close={leaveIt}>
      <p>{t(`portal_${word}_text`, names)}</p>
      <Facts facts={factsOf(finding)} />
      {offered && (
        <div class="field">
          <span class="field-label" aria-hidden="true">
            {t(`portal_${word}_for`)}
          </span>
          <Duration
            name="finding-for"
            label={t(`portal_${word}_for`)}
            options={offered.options}
            value={seconds}
            choose={choose}
          />
        </div>
      )}
      <Field
        id="finding-reason"
        label={t('portal_finding_reason')}
        error={short ? t('portal_reason_short') : undefined}
      >
        <input
          id="finding-reason"
          maxLength={2000}
          aria-describedby={describedBy('finding-reason')}
          aria-invalid={short}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      <FormTrouble problem={acting.problem.value} moved={moved}>
        {isGone ? t('portal_now_finding_gone') : null}
      </FormTrouble>
      <div class="dialog-buttons">
        <Button
          kind={asked.act === 'remove' ? 'danger' : 'primary'}
          disabled={isGone || acting.busy.value || connection.value !== 'online'}
          onClick={go}
        >
          {t(`portal_${word}_button`, names)}
        </Button>
        <Button autofocus onClick={leaveIt}>
          {t('portal_leave_it')}
        </Button>
      </div>
    </Dialog>
  )
}

/** What the set may be asked for at most, where the catalog knows it; the API has the last word. */
function durationsFor({ act, finding }: FindingAsked) {
  if (act === 'remove') return null
  if (act === 'ignore') return ignoredFor
  const account = catalog()?.find(({ id }) => id === finding.accountId)
  const set = account?.permissionSets.find(({ arn }) => arn === finding.permissionSetArn)
  const [shortest, longest] = [seen.value?.minSeconds ?? 900, Math.min(set?.maxSeconds ?? 8 * 3600, 7 * day)]
  const options = durationsWithin(Math.max(shortest, Math.min(900, longest)), longest)
  return { options, usual: usualDuration(shortest, longest) }
}

function namesOf(finding: Finding) {
  const { accountName: account, permissionSetName: set, since } = finding
  return { name: holderName(finding), account, set, time: at(since, now.value) }
}

function factsOf(finding: Finding) {
  const { accountId, accountName, permissionSetName, since } = finding
  const account = (
    <>
      <b>{accountName}</b> <span class="second">{groups(accountId)}</span>
    </>
  )
  return [
    [t('portal_col_person'), holderName(finding)],
    [t('portal_col_account'), account],
    [t('portal_col_set'), permissionSetName],
    [t('portal_col_since'), at(since, now.value)],
  ] as const
}

interface Said {
  readonly seconds: number
  readonly reason: string
}

async function send(asked: FindingAsked, { seconds: durationSeconds, reason }: Said): Promise<void> {
  const { id, version } = asked.finding
  if (asked.act === 'remove') await act('remove', { id, reason }, version)
  else await act(asked.act, { id, reason, durationSeconds }, version)
}

const saidOf = (word: ReturnType<typeof wordOf>) =>
  ({ adopt: 'adopted', remove: 'removed', ignore: 'ignored', end_lost: 'end_lost' })[word]
