import type { Rule } from '../../../schema/contract/rules.ts'
import { call } from '../../lib/call.ts'
import { t } from '../../lib/words.ts'
import { linesOf, type RuleDraft } from '../../models/portal/rule-draft.ts'
import type { RuleEdit } from '../../models/portal/rule-edit.ts'
import { describedBy, Field } from '../../ui/field.tsx'
import { RuleTimes } from './rule-times.tsx'
import { useRead } from './use-read.ts'

export interface RuleError {
  readonly field: 'name' | 'who' | 'where' | 'sets' | 'hours' | 'times'
  readonly words: string
}
interface Props {
  readonly edit: RuleEdit
  readonly error: RuleError | null
}

/** Whom and what it is about, and what it lets them ask for. */
export function RuleFields({ edit, error }: Props) {
  const draft = edit.draft.value
  const known = useKnownNames()
  const wrong = (field: RuleError['field']) => (error?.field === field ? error.words : undefined)
  return (
    <div class="rule-fields">
      <Field id="rule-name" label={t('portal_rule_name')} error={wrong('name')}>
        <input
          id="rule-name"
          autoFocus
          maxLength={80}
          aria-describedby={describedBy('rule-name')}
          value={draft.name}
          onInput={(event) => edit.change({ name: event.currentTarget.value })}
        />
      </Field>
      <Choice
        name="effect"
        label={t('portal_rule_effect')}
        value={draft.effect}
        options={{ allow: t('portal_effect_allow'), deny: t('portal_effect_deny') }}
        choose={(effect) => edit.change({ effect: effect as Rule['effect'] })}
      />
      {(['who', 'where', 'sets'] as const).map((name) => (
        <Lines key={name} name={name} edit={edit} known={known[name]} error={wrong(name)} />
      ))}
      {draft.effect === 'allow' && <Allowing edit={edit} error={wrong('hours')} />}
      <RuleTimes edit={edit} error={wrong('times')} />
    </div>
  )
}

function Allowing({ edit, error }: { edit: RuleEdit; error: string | undefined }) {
  const draft = edit.draft.value
  return (
    <>
      <Field id="rule-hours" label={t('portal_rule_hours')} help={t('portal_rule_hours_help')} error={error}>
        <input
          id="rule-hours"
          class="short"
          type="number"
          min="0.25"
          max="744"
          step="0.25"
          aria-describedby={describedBy('rule-hours')}
          value={draft.hours}
          onInput={(event) => edit.change({ hours: event.currentTarget.value })}
        />
      </Field>
      <Choice
        name="approval"
        label={t('portal_rule_approval')}
        value={draft.approval}
        options={{
          '': t('portal_unsaid'),
          needed: t('portal_decided'),
          automatic: t('portal_automatically'),
        }}
        choose={(approval) => edit.change({ approval: approval as RuleDraft['approval'] })}
      />
      <Choice
        name="levels"
        label={t('portal_rule_levels')}
        value={draft.levels}
        options={{ '': t('portal_unsaid'), 1: t('portal_levels_1'), 2: t('portal_levels_2') }}
        choose={(levels) => edit.change({ levels: levels as RuleDraft['levels'] })}
      />
    </>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options: Readonly<Record<string, string>>
  readonly choose: (value: string) => void
}

function Choice({ name, label, value, options, choose }: ChoiceProps) {
  return (
    <fieldset class="rule-choice">
      <legend>{label}</legend>
      {Object.entries(options)
        .toSorted(([one], [other]) => Number(one !== '') - Number(other !== ''))
        .map(([key, words]) => (
          <label key={key}>
            <input type="radio" name={name} checked={key === value} onChange={() => choose(key)} /> {words}
          </label>
        ))}
    </fieldset>
  )
}

interface LinesProps {
  readonly name: 'who' | 'where' | 'sets'
  readonly edit: RuleEdit
  readonly known: readonly Known[]
  readonly error: string | undefined
}
interface Known {
  readonly ref: string
  readonly words: string
}

/** One to a line, typed or taken from what is known. */
function Lines({ name, edit, known, error }: LinesProps) {
  const id = `rule-${name}`
  const value = edit.draft.value[name]
  const lines = linesOf(value)
  const rest = known.filter(({ ref }) => !lines.includes(ref))
  return (
    <Field id={id} label={t(`portal_rule_${name}`)} help={t(`portal_rule_${name}_help`)} error={error}>
      <textarea
        id={id}
        rows={Math.min(6, Math.max(2, lines.length + 1))}
        spellcheck={false}
        aria-describedby={describedBy(id)}
        value={value}
        onInput={(event) => edit.change({ [name]: event.currentTarget.value })}
      />
      {rest.length > 0 && (
        <select
          class="add-line"
          aria-label={`${t('portal_add')}: ${t(`portal_rule_${name}`)}`}
          value=""
          onChange={(event) => edit.change({ [name]: [...lines, event.currentTarget.value].join('\n') })}
        >
          <option value="">{t('portal_add')}</option>
          {rest.map(({ ref, words }) => (
            <option key={ref} value={ref}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** What there is to name: groups, OUs and accounts, permission sets. */
function useKnownNames(): Record<'who' | 'where' | 'sets', readonly Known[]> {
  const config = useRead('config', () => call('config', {}))
  const known = config.value.value
  if (!known) return { who: [], where: [], sets: [] }
  const same = (ref: string): Known => ({ ref, words: ref })
  const ous = new Set([
    ...known.accounts.flatMap(({ ouPath }) => ouPath ?? []),
    ...known.ous.map(({ path }) => path),
  ])
  return {
    who: known.groups.map((group) => same(`group:${group}`)),
    where: [
      ...[...ous].toSorted().map((path) => same(`ou:${path}`)),
      ...known.accounts.map(({ id, name }) => ({ ref: id, words: `${name} ${id}` })),
    ],
    sets: [
      ...known.permissionSets.map(({ name }) => same(name)),
      { ref: '(custom)', words: t('portal_every_custom') },
    ],
  }
}
