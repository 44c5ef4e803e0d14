/** @jsxImportSource ../../lib/dom */
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { mostRows } from '../../lib/most-rows.ts'
import type { Suggested } from '../../lib/shown.ts'
import { t } from '../../lib/text.ts'
import { duration } from '../../lib/time.ts'
import { Row } from './row.tsx'

interface Props {
  readonly sets: CatalogAccount['permissionSets']
  readonly arn: string
  /** Which of them allow what was denied; they come first. */
  readonly suggested: Suggested | null
  readonly choose: (arn: string) => void
}

export function AccessChoice(props: Props) {
  return (
    <Row name="access" help={props.suggested?.says ?? ''}>
      {props.sets.length > mostRows ? <AccessList {...sorted(props)} /> : <AccessRows {...sorted(props)} />}
    </Row>
  )
}

function sorted(props: Props): Props {
  const place = ({ arn }: { arn: string }) => props.suggested?.sets.findIndex((set) => set.arn === arn) ?? 0
  const sets = props.sets.toSorted((a, b) => (place(a) >>> 0) - (place(b) >>> 0))
  return { ...props, sets }
}

/** What there is to know about a set before it is chosen. */
function hintOf({ arn, maxSeconds }: Props['sets'][number], suggested: Suggested | null): string {
  const hint = suggested?.sets.find((set) => set.arn === arn)?.hint
  return hint ?? t('panel_up_to', { duration: duration(maxSeconds) })
}

function AccessRows({ sets, arn, suggested, choose }: Props) {
  return (
    <div class="choices">
      {sets.map((set) => (
        <label key={set.arn} class="choice">
          <input type="radio" name="access" checked={set.arn === arn} onChange={() => choose(set.arn)} />
          {set.name}
          <span class="small">{hintOf(set, suggested)}</span>
        </label>
      ))}
    </div>
  )
}

function AccessList({ sets, arn, suggested, choose }: Props) {
  return (
    <div class="choices">
      <select aria-labelledby="access" value={arn} onChange={(event) => choose(event.currentTarget.value)}>
        {sets.map((set) => (
          <option key={set.arn} value={set.arn}>
            {suggested ? `${set.name}\u2003${hintOf(set, suggested)}` : set.name}
          </option>
        ))}
      </select>
    </div>
  )
}
