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
  return (
    <Row name="access" help={props.help}>
      {props.sets.length > mostRows ? <AccessList {...props} /> : <AccessRows {...props} />}
    </Row>
  )
}

function AccessRows({ sets, arn, choose }: Props) {
  return (
    <div class="choices">
      {sets.map((set) => (
        <label key={set.arn} class="choice">
          <input type="radio" name="access" checked={set.arn === arn} onChange={() => choose(set.arn)} />
          {set.name}
          <span class="small">{set.hint ?? t('panel_up_to', { duration: duration(set.maxSeconds) })}</span>
        </label>
      ))}
    </div>
  )
}

function AccessList({ sets, arn, choose }: Props) {
  return (
    <div class="choices">
      <select aria-labelledby="access" value={arn} onChange={(event) => choose(event.currentTarget.value)}>
        {sets.map((set) => (
          <option key={set.arn} value={set.arn}>
            {set.name}
          </option>
        ))}
      </select>
    </div>
  )
}
