import { useState } from 'preact/hooks'
import type { Reading } from '../../../schema/contract/policies.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'
import { Icon } from '../../ui/icon.tsx'
import type { Fact } from './facts.tsx'
import { PolicyText } from './exact-policy.tsx'

type Finding = Reading['findings'][number]

/** What somebody should see before anything else; left out when there is nothing. The only tinted line. */
export function LookFirst({ reading }: { reading: Reading }) {
  const [all, showAll] = useState(false)
  const findings = reading.findings.filter(({ severity }) => severity !== 'notice')
  const [first, ...rest] = findings
  if (!first) return null
  return (
    <section class="look-first" aria-label={t('portal_look_first')}>
      <h2>{t('portal_look_first')}</h2>
      <ul>
        {(all ? findings : [first]).map((finding) => (
          <li key={`${finding.id} ${finding.policy} ${finding.statement}`}>
            <Icon name="warning" />
            <span>
              <b>{plain(finding.because)}</b> {all && <span class="second">{placeOf(finding)}</span>}
              {!all && rest.length > 0 && <span>{t('portal_and_more', { n: String(rest.length) })}</span>}
            </span>
          </li>
        ))}
      </ul>
      {!all && (
        <button type="button" class="link" onClick={() => showAll(true)}>
          {t('portal_show')}
        </button>
      )}
    </section>
  )
}

function placeOf({ policy, statement }: Finding): string {
  const params = { policy: policy?.split('/').at(-1) ?? t('portal_inline_policy'), n: String(statement + 1) }
  return t('portal_in_statement', params)
}

/** What the set gives, in numbers; permissions management stands out. */
export function givesFacts({ gives, services, unread }: Reading): readonly Fact[] {
  const { list, read, write, permissionsManagement, tagging } = gives
  const sum = list + read + write + permissionsManagement + tagging
  const permissions = t('portal_gives_permissions', { n: String(permissionsManagement) })
  const given = (
    <>
      <b>{t('portal_gives_actions', { n: String(sum) })}</b>{' '}
      {t('portal_gives_in', { services: shortened(services) })}{' '}
      {t('portal_gives_levels', { read: String(list + read), write: String(write + tagging) })},{' '}
      {permissionsManagement > 0 ? <b>{permissions}</b> : permissions}
    </>
  )
  return [
    ...(sum > 0 ? [[t('portal_gives'), given] as const] : []),
    ...(unread.length > 0 ? [[t('portal_unread'), unread.map(plain).join(', ')] as const] : []),
  ]
}

const mostServices = 4

function shortened(services: readonly string[]): string {
  const named = services.slice(0, mostServices).join(', ')
  const more = services.length - mostServices
  return more > 0 ? `${named} ${t('portal_and_more', { n: String(more) })}` : named
}

/** The documents as they are, one step below what they mean. */
export function SetDocuments({ documents }: Reading) {
  if (documents.length === 0) return null
  return (
    <details class="fold">
      <summary>
        <Icon name="down" /> {t('portal_exact_policies')}
      </summary>
      {documents.map(({ policy, document }) => (
        <div key={policy}>
          <p class="says">{policy ?? t('portal_inline_policy')}</p>
          <PolicyText policy={document} label={policy ?? t('portal_inline_policy')} />
        </div>
      ))}
    </details>
  )
}
