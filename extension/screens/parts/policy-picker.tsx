import { useMemo, useState } from 'preact/hooks'
import { call } from '../../lib/call.ts'
import { t } from '../../lib/words.ts'
import { mostManaged, type NamedPolicy, policyName } from '../../models/portal/custom-draft.ts'
import { latest } from '../../models/portal/latest.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Picker } from './picker.tsx'
import { useRested } from './use-rested.ts'

interface Props {
  readonly chosen: readonly NamedPolicy[]
  readonly choose: (policies: readonly NamedPolicy[]) => void
  readonly error: string | undefined
}

/** Up to ten of AWS's managed policies, by pieces of their names. */
export function PolicyPicker({ chosen, choose, error }: Props) {
  const [over, setOver] = useState(false)
  const full = chosen.length >= mostManaged
  const add = (more: readonly NamedPolicy[]) => {
    const all = [...chosen, ...more]
    choose(all.slice(0, mostManaged))
    setOver(all.length > mostManaged)
  }
  return (
    <Field
      id="managed"
      label={t('portal_managed')}
      help={t(full ? 'portal_managed_full' : 'portal_managed_help', { n: String(mostManaged) })}
      error={over && full ? t('portal_managed_over', { n: String(mostManaged) }) : error}
    >
      {!full && <Search chosen={chosen} invalid={error !== undefined} add={add} />}
      {chosen.length > 0 && <Chosen chosen={chosen} choose={choose} />}
    </Field>
  )
}

const restMs = 150

interface SearchProps {
  readonly chosen: readonly NamedPolicy[]
  readonly invalid: boolean
  readonly add: (policies: readonly NamedPolicy[]) => void
}

function Search({ chosen, invalid, add }: SearchProps) {
  const [typed, type] = useState<string | null>(null)
  const policies = useMemo(() => latest(search), [])
  const q = typed === null ? null : searched(typed)
  useRested(JSON.stringify(q), () => void policies.look(q), restMs)
  const answer = policies.shown.value
  const isChosen = (arn: string) => chosen.some((one) => one.arn === arn)
  const found = (answer && q !== null ? answer.items : []).filter(
    ({ arn, name }) => !isChosen(arn) && (answer?.q === q || hasAll(name, q ?? '')),
  )
  return (
    <Picker
      id="managed"
      describedBy={describedBy('managed')}
      invalid={invalid}
      label={t('portal_managed')}
      placeholder={t('portal_managed_placeholder')}
      value=""
      typed={typed}
      type={(words) => {
        const listed = words === null ? [] : arnsIn(words).filter((arn) => !isChosen(arn))
        if (listed.length > 0) add(listed.map((arn) => ({ arn, name: policyName(arn) })))
        type(listed.length > 0 ? null : words)
      }}
      found={found}
      none={answer?.q === q ? t('portal_no_policy_found') : ''}
      keyOf={({ arn }) => arn}
      isMeant={({ arn, name }, words) => arn === words.trim() || name === words.trim()}
      take={({ arn, name }) => add([{ arn, name }])}
      draw={drawn}
    />
  )
}

async function search(q: string) {
  const { items } = await call('policies', q ? { q } : {})
  return { q, items }
}

/** Until the server has answered what is typed now, only what surely fits it may be taken. */
function hasAll(name: string, q: string): boolean {
  const words = q.toLowerCase().split(/\s+/)
  return words.every((word) => name.toLowerCase().includes(word))
}

/** A list of ARNs that was pasted; one alone is searched for. */
function arnsIn(typed: string): readonly string[] {
  const arns = [...new Set(typed.split(/[\s,]+/).filter(Boolean))]
  return arns.length > 1 && arns.every((arn) => arn.startsWith('arn:')) ? arns : []
}

/** Who has the ARN is looking for its name. */
function searched(typed: string): string {
  const words = typed.trim().slice(0, 2048)
  return (words.startsWith('arn:') ? policyName(words) : words).slice(0, 100)
}

function drawn({ arn, name }: NamedPolicy) {
  return (
    <>
      <b>{name}</b>
      <span class="says">{kindOf(arn)}</span>
    </>
  )
}

/** AWS keeps those for a service or a job in folders of their own. */
function kindOf(arn: string): string {
  return arn.split(':policy/')[1]?.split('/').slice(0, -1).join('/') ?? ''
}

function Chosen({ chosen, choose }: Pick<Props, 'chosen' | 'choose'>) {
  return (
    <>
      <ul class="also-list policies">
        {chosen.map(({ arn, name }) => (
          <li key={arn}>
            <b>{name}</b>
            <button
              type="button"
              class="leave-out"
              aria-label={t('portal_leave_out', { account: name })}
              onClick={() => choose(chosen.filter((one) => one.arn !== arn))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <details class="arns-of">
        <summary class="help">{t('portal_details')}</summary>
        <ul class="arns">
          {chosen.map(({ arn }) => (
            <li key={arn}>
              <code>{arn}</code>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
