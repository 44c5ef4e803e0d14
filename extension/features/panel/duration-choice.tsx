/** @jsxImportSource ../../lib/dom */
import type { Child } from '../../lib/dom/jsx-runtime.ts'
import type { ShownTrouble } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { duration } from '../../lib/time.ts'
import type { Durations } from './durations.ts'
import type { Choice } from './model.ts'
import { Row } from './row.tsx'

interface Props {
  readonly offered: Durations
  readonly seconds: number
  readonly set: Choice
  readonly trouble: ShownTrouble | null
  readonly mend: Child
  readonly choose: (seconds: number) => void
}

export function DurationChoice({ offered, seconds, set, trouble, mend, choose }: Props) {
  const bound = t('panel_bound', { duration: duration(set.maxSeconds), set: set.name })
  return (
    <Row name="for" help={bound} trouble={trouble} mend={mend}>
      <div class="choices segments">
        {offered.first.map((each) => (
          <label key={String(each)} class="segment">
            <input type="radio" name="for" checked={each === seconds} onChange={() => choose(each)} />
            {duration(each)}
          </label>
        ))}
        {offered.more.length > 0 && <More more={offered.more} seconds={seconds} choose={choose} />}
      </div>
    </Row>
  )
}

function More(props: { more: readonly number[]; seconds: number; choose: (seconds: number) => void }) {
  const { more, seconds, choose } = props
  const isOneOfThem = more.includes(seconds)
  return (
    <span class={isOneOfThem ? 'segment on' : 'segment'}>
      <select
        aria-label={t('panel_more_durations')}
        value={isOneOfThem ? seconds : ''}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {!isOneOfThem && <option value="">{t('panel_more')}</option>}
        {more.map((each) => (
          <option key={String(each)} value={each}>
            {duration(each)}
          </option>
        ))}
      </select>
    </span>
  )
}
