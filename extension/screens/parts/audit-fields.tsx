import { t } from '../../lib/words.ts'
import { type AuditRecord, byWhom } from '../../models/portal/audit.ts'
import { replaceRoute, type Route } from '../../models/portal/route.ts'
import { Field } from '../../ui/field.tsx'
import { Chip } from './chip.tsx'

type At = Extract<Route, { page: 'audit' }>

/** From when until when; a person or a thing is chosen in a row, and taken out here. All of it is in the address. */
export function AuditFields({ at, shown }: { at: At; shown: readonly AuditRecord[] }) {
  const { kind, subject, actor, from, to } = at
  const time = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  const person = shown.find((record) => record.actor.id === actor)?.actor
  return (
    <div class="narrowing audit-times">
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} id={`audit-${name}`} label={t(`portal_${name}_utc`)}>
          <input
            id={`audit-${name}`}
            type="datetime-local"
            value={at[name] ?? ''}
            onChange={(event) => replaceRoute(changed(at, name, event.currentTarget.value.slice(0, 16)))}
          />
        </Field>
      ))}
      {actor && (
        <Chip
          words={t('portal_only_by', { name: person ? byWhom(person) : actor })}
          to={{ page: 'audit', ...(kind && subject ? { kind, subject } : {}), ...time }}
        />
      )}
      {kind && subject && (
        <Chip
          words={t('portal_only_about', { what: `${t(`portal_kind_${kind}`) || kind} ${subject}` })}
          to={{ page: 'audit', ...(actor ? { actor } : {}), ...time }}
        />
      )}
    </div>
  )
}

function changed({ page, ...at }: At, name: 'from' | 'to', value: string): At {
  const { [name]: _, ...rest } = at
  return { page, ...rest, ...(value ? { [name]: value } : {}) }
}
