import { useState } from 'preact/hooks'
import type { Reading } from '../../../schema/contract/policies.ts'
import { findingWords } from '../../lib/finding-words.ts'
import { plain } from '../../lib/plain.ts'
import { t } from '../../lib/words.ts'
import { Icon } from '../../ui/icon.tsx'
import type { Fact } from './facts.tsx'
import { Ours, PolicyText } from './exact-policy.tsx'
import { Given, sumOf } from './statements.tsx'

type Finding = Reading['findings'][number]

interface LookFirstProps {
  readonly findings: readonly Finding[]
  /** Every one from the start, notices too: for who is still writing. */
  readonly every?: boolean
}

/** What somebody should see before anything else; left out when there is nothing. The only tinted line. */
export function LookFirst({ findings: found, every = false }: LookFirstProps) {
  const [all, showAll] = useState(every)
  const findings = found.filter((finding) => every || isFirst(finding))
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
              <span class="tag">{t(`portal_severity_${finding.severity}`)}</span>{' '}
              <b>
                {all || rest.length === 0 ? findingWords(finding) : findingWords(finding).replace(/\.$/, '')}
              </b>{' '}
              {all && <span class="second">{placeOf(finding)}</span>}
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

const whole = new Set(['policy-unread', 'bounded', 'access-analyzer'])

/** That something was not read, or that something bounds it, is said of no statement. */
function isOfWhole({ id }: Finding): boolean {
  return whole.has(id)
}

/** A notice is, where it says what Hallpass cannot, or what AWS has against the policy. */
function isFirst(finding: Finding): boolean {
  return finding.severity !== 'notice' || isOfWhole(finding) || finding.id.startsWith('access-analyzer:')
}

function placeOf(finding: Finding): string {
  if (isOfWhole(finding)) return ''
  const { policy, statement } = finding
  const params = { policy: policy?.split('/').at(-1) ?? t('portal_inline_policy'), n: String(statement + 1) }
  return t('portal_in_statement', params)
}

/** What the set gives, in numbers. */
export function givesFacts({
  gives,
  services,
  unread,
}: Pick<Reading, 'gives' | 'services' | 'unread'>): readonly Fact[] {
  const given = <Given counts={gives} services={services} />
  return [
    ...(sumOf(gives) > 0 ? [[t('portal_gives'), given] as const] : []),
    ...(unread.length > 0 ? [[t('portal_unread'), unread.map(plain).join(', ')] as const] : []),
  ]
}

/** The documents as they are, one step below what they mean. */
export function SetDocuments({ reading }: { reading: Reading }) {
  const { created } = reading
  const documents = asCreated(reading)
  if (documents.length === 0) return null
  return (
    <details class="fold" id="set-documents">
      <summary>
        <Icon name="down" /> {t('portal_exact_policies')}
      </summary>
      {created && (
        <p class="says">
          <Ours created={created} />
        </p>
      )}
      {documents.map(({ policy, document }) => (
        <div key={policy}>
          <p class="says">{policy ?? t('portal_inline_policy')}</p>
          <PolicyText policy={document} of={policy} reading={reading} />
        </div>
      ))}
    </details>
  )
}

/** A set that is copied for the session has our statements in its inline policy, and so has one that had none. */
function asCreated({ created, documents }: Reading): Reading['documents'] {
  if (!created) return documents
  const others = documents.filter(({ policy }) => policy !== null)
  return [{ policy: null, document: created.inlinePolicy }, ...others]
}
