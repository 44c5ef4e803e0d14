import { duration } from '../lib/time.ts'

interface Props {
  readonly name: string
  readonly label: string
  readonly options: readonly number[]
  /** Seconds. */
  readonly value: number
  readonly disabled?: boolean
  readonly choose: (seconds: number) => void
}

/** Durations side by side, one of them chosen. */
export function Duration({ name, label, options, value, disabled, choose }: Props) {
  return (
    <fieldset class="segments" disabled={disabled}>
      <legend class="hidden">{label}</legend>
      {options.map((seconds) => (
        <label key={seconds}>
          <input type="radio" name={name} checked={seconds === value} onChange={() => choose(seconds)} />
          <span>{duration(seconds)}</span>
        </label>
      ))}
    </fieldset>
  )
}
