import { killLate } from './kill.ts'
import { withHeld, type End, type Held, type Notes } from './notes.ts'
import type { SessionId } from './ports.ts'

/** The first end is the one that counts, and it is final whatever the database says later. */
export function end(notes: Notes, id: SessionId, ending: End): Notes {
  const held = notes.held[id]
  if (held) return withHeld(notes, id, endedBy(held, ending))
  return notes.ends[id] ? notes : { ...notes, ends: { ...notes.ends, [id]: ending } }
}

/** A person's end from before the one that came by itself was the first, however late it is heard: then it kills late. */
export function endedBy(held: Held, said: End | null): Held {
  const { end } = held
  if (said === null) return held
  if (end === null) return { ...held, end: said }
  const isFirst = end.cause === 'expire' && isAsked(said) && said.at < end.at
  return isFirst ? killLate({ ...held, end: said }) : held
}

function isAsked({ cause }: End): boolean {
  return cause === 'revoke' || cause === 'release'
}
