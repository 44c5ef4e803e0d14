import type { RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'
import { Icon } from '../../ui/icon.tsx'

type Custom = NonNullable<RequestWithTimeline['custom']>

/** The document as it is going to be created, one step below what it means. */
export function ExactPolicy({ custom }: { custom: Custom }) {
  const { managedPolicyArns, inlinePolicy, sessionDuration } = custom
  return (
    <details class="fold">
      <summary>
        <Icon name="down" /> {t('portal_exact_policy')}
      </summary>
      <p class="says">{t('portal_session_duration', { hours: sessionDuration.replace(/\D/g, '') })}</p>
      {managedPolicyArns.length > 0 && (
        <ul class="arns">
          {managedPolicyArns.map((arn) => (
            <li key={arn}>
              <code>{plain(arn)}</code>
            </li>
          ))}
        </ul>
      )}
      {inlinePolicy && <PolicyText policy={inlinePolicy} label={t('portal_inline_policy')} />}
    </details>
  )
}

/** Each line has its number. */
export function PolicyText({ policy, label }: { policy: string; label: string }) {
  return (
    <pre class="policy" tabIndex={0} role="region" aria-label={label}>
      {lines(policy).map((line, index) => (
        <code key={index}>{plain(line)}</code>
      ))}
    </pre>
  )
}

/** Laid out for reading; what is no JSON is shown as it is. */
function lines(policy: string): readonly string[] {
  try {
    return JSON.stringify(JSON.parse(policy), null, 2).split('\n')
  } catch {
    return policy.split('\n')
  }
}
