import type { Memory } from './engine/ports.ts'
import { noNotes, type Notes } from './engine/writer/notes.ts'

/** The notes in the object's own storage, written when they changed. */
export class WriterMemory implements Memory<Notes> {
  readonly #kv: DurableObjectStorage['kv']
  #notes: Notes | null = null

  constructor(kv: DurableObjectStorage['kv']) {
    this.#kv = kv
  }

  read(): Notes {
    this.#notes ??= this.#kv.get<Notes>('notes') ?? noNotes
    return this.#notes
  }

  /** Synchronous: nothing that follows leaves the object before this is durable. */
  write(notes: Notes): void {
    if (notes !== this.read()) this.#kv.put('notes', notes)
    this.#notes = notes
  }
}
