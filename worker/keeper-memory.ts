import { changed } from './engine/changed.ts'
import { noEvidence, noNotes, type Access, type Held, type Notes } from './engine/notes.ts'
import type { Memory } from './engine/ports.ts'

type Kv = DurableObjectStorage['kv']
type Small = Omit<Notes, 'held' | 'access'>

/** The notes in the object's own storage, an entry a session and a principal. Only what changed is written. */
export class KeeperMemory implements Memory<Notes> {
  readonly #kv: Kv
  #notes: Notes | null = null

  constructor(kv: Kv) {
    this.#kv = kv
  }

  read(): Notes {
    this.#notes ??= this.#load()
    return this.#notes
  }

  /** Synchronous: nothing that follows leaves the object before this is durable. */
  write(next: Notes): void {
    const before = this.read()
    const { held, access, ...small } = next
    const { held: _, access: __, ...smallBefore } = before
    if (changed(smallBefore, small) !== smallBefore) this.#kv.put('notes', small)
    this.#save('held/', before.held, held)
    this.#save('access/', before.access, access)
    this.#notes = next
  }

  #load(): Notes {
    const small = { ...noNotes, ...this.#kv.get<Small>('notes') }
    return { ...small, held: this.#all<Held>('held/', inFull), access: this.#all<Access>('access/') }
  }

  #all<T>(prefix: string, read = (stored: T): T => stored): Record<string, T> {
    const entries = [...this.#kv.list<T>({ prefix })]
    return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), read(value)]))
  }

  #save(prefix: string, before: Readonly<Record<string, unknown>>, next: Readonly<Record<string, unknown>>) {
    for (const [id, value] of Object.entries(next)) if (before[id] !== value) this.#kv.put(prefix + id, value)
    for (const id of Object.keys(before)) if (!(id in next)) this.#kv.delete(prefix + id)
  }
}

const unknownThen = { ...noEvidence, clone: null, kill: 'never' } as const

/** What an earlier version stored knows less. */
function inFull(stored: Held): Held {
  return { ...unknownThen, ...stored }
}
