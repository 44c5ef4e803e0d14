/** `now` with `changes`, or `now` itself when they change nothing: what did not change is not written again. */
export function changed<T extends object>(now: T, changes: Partial<T>): T {
  const same = (Object.keys(changes) as (keyof T)[]).every((name) => isSame(now[name], changes[name]))
  return same ? now : { ...now, ...changes }
}

function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other)
}
