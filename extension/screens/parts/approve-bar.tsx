import { duration } from '../../lib/time.ts'
import { problemWords, t } from '../../lib/words.ts'
import type { Deciding } from '../../models/portal/deciding.ts'
import { durationsWithin } from '../../models/portal/durations.ts'
import { type Decidable, grantedSeconds, mostSeconds, nameMatches } from '../../models/portal/review.ts'
import { seen } from '../../models/seen.ts'
import { startNarrower } from '../../models/portal/narrower.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import type { Evidence } from './evidence.tsx'
import { NavIcon } from './nav-icon.tsx'

interface Props {
  readonly request: Decidable
  readonly decision: Deciding
}

export function ApproveBar({ request, decision, narrower: known }: Props & Pick<Evidence, 'narrower'>) {
  const opinion = decision.opinion.value
  const granted = grantedSeconds(request, opinion)
  const narrower = startNarrower(request, known.value.value?.items ?? [], opinion)
  return (
    <>
      <div class="decide-fields">
        <Shorten request={request} decision={decision} />
        <Comment decision={decision} />
        {request.sensitive && <TypedName request={request} decision={decision} />}
      </div>
      <div class="decide-buttons">
        <button
          type="button"
          class="button primary"
          aria-disabled={!decision.ready.value}
          aria-keyshortcuts="a"
          onClick={() => decision.pressApprove()}
        >
          {approveWords(granted, decision)} <kbd aria-hidden="true">a</kbd>
        </button>
        <span class="help">{t('portal_only_shorter')}</span>
        <span class="aside">
          <button type="button" class="link strong" data-ask onClick={() => decision.openQuestion()}>
            {t('portal_ask_question')}
          </button>
          {narrower && (
            <button type="button" class="link strong" onClick={() => decision.edit(narrower)}>
              {t('portal_suggest_narrower')}
            </button>
          )}
        </span>
        <RejectButton decision={decision} />
      </div>
    </>
  )
}

export function RejectButton({ decision }: Pick<Props, 'decision'>) {
  return (
    <button
      type="button"
      class="button danger"
      data-reject
      aria-keyshortcuts="r"
      onClick={() => decision.openReason()}
    >
      {t('portal_reject')} <kbd aria-hidden="true">r</kbd>
    </button>
  )
}

/** The label carries what is granted. */
function approveWords(seconds: number, { count }: Deciding): string {
  const granted = duration(seconds)
  if (count.value === 1) return t('portal_approve_for', { duration: granted })
  return t('portal_approve_many', { duration: granted, n: String(count.value) })
}

function Shorten({ request, decision }: Props) {
  const options = durationsWithin(seen.value?.minSeconds ?? 0, mostSeconds(request))
  const { obstacle } = request
  const bound = obstacle?.maxSeconds === undefined ? undefined : problemWords(obstacle).detail
  return (
    <Field id="granted" label={t('portal_duration')} help={bound}>
      <select
        id="granted"
        aria-describedby={describedBy('granted')}
        value={grantedSeconds(request, decision.opinion.value)}
        onChange={(event) => decision.edit({ seconds: Number(event.currentTarget.value) })}
      >
        {options.map((seconds) => (
          <option key={seconds} value={seconds}>
            {duration(seconds)}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Comment({ decision }: { decision: Deciding }) {
  return (
    <Field id="comment" label={t('portal_comment')}>
      <input
        id="comment"
        maxLength={2000}
        autoComplete="off"
        aria-describedby={describedBy('comment')}
        value={decision.opinion.value.comment}
        onInput={(event) => decision.edit({ comment: event.currentTarget.value })}
      />
    </Field>
  )
}

/** A sensitive account is approved by those who know which one it is. */
function TypedName({ request, decision }: Props) {
  const opinion = decision.opinion.value
  const matches = nameMatches(request, opinion)
  return (
    <Field id="typed-name" label={t('portal_type_name')}>
      <div class="typed">
        <input
          id="typed-name"
          autoComplete="off"
          spellcheck={false}
          aria-describedby="typed-name-says"
          value={opinion.typedName}
          onInput={(event) => decision.edit({ typedName: event.currentTarget.value })}
        />
        <span id="typed-name-says" class="second" role="status">
          {matches && (
            <>
              <NavIcon name="tick" /> {t('portal_matches')}
            </>
          )}
        </span>
      </div>
    </Field>
  )
}
