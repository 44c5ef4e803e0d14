/** @jsxImportSource ../../lib/dom */
import { mostRows } from '../../lib/most-rows.ts'
import { t } from '../../lib/text.ts'
import { duration } from '../../lib/time.ts'
import type { Choice } from './model.ts'
import { Row } from './row.tsx'

interface Props {
  readonly sets: readonly Choice[]
  readonly arn: string
  readonly help: string | undefined
  readonly choose: (arn: string) => void
}

export function AccessChoice(props: Props) {
  const isLong = props.sets.length > mostRows
  return (
    <Row name="access" help={props.help}>
      <div class="choices">{isLong ? <AccessList {...props} /> : <AccessRows {...props} />}</div>
    </Row>
  )
}

function AccessRows({ sets, arn, choose }: Props) {
  return sets.map((set) => (
    <label key={set.arn} class="choice">
      <input type="radio" name="access" checked={set.arn === arn} onChange={() => choose(set.arn)} />
      {set.name}
      <span class="small">{set.hint ?? t('panel_up_to', { duration: duration(set.maxSeconds) })}</span>
    </label>
  ))
}

function AccessList({ sets, arn, choose }: Props) {
  return (
    <select aria-labelledby="access" value={arn} onChange={(event) => choose(event.currentTarget.value)}>
      {sets.map((set) => (
        <option key={set.arn} value={set.arn}>
          {set.name}
        </option>
      ))}
    </select>
  )
}
