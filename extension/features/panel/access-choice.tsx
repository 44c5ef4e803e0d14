/** @jsxImportSource ../../lib/dom */
import type { CatalogAccount } from '../../../schema/contract/catalog.ts'
import { duration } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'

type Sets = CatalogAccount['permissionSets']
type Props = { sets: Sets; arn: string; choose: (arn: string) => void }

/** More rows than this are a list to choose from. */
const mostRows = 5

export function AccessChoice(props: Props) {
  return (
    <div class="row" role="group" aria-labelledby="access">
      <b id="access">{t('panel_access')}</b>
      {props.sets.length > mostRows ? <AccessList {...props} /> : <AccessRows {...props} />}
    </div>
  )
}

function AccessRows({ sets, arn, choose }: Props) {
  return (
    <div class="choices">
      {sets.map((set) => (
        <label key={set.arn} class="choice">
          <input type="radio" name="access" checked={set.arn === arn} onChange={() => choose(set.arn)} />
          <span class="name">{set.name}</span>
          <span class="small">{t('panel_up_to', { duration: duration(set.maxSeconds) })}</span>
        </label>
      ))}
    </div>
  )
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
