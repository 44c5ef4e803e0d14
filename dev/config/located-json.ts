/** A line of a file, counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}
export interface Located {
  readonly value: unknown
  /** Where the value at a path stands: `accounts.3.owners.0`. A path that is not there stands where its parent does. */
  readonly at: (path: string) => Place
}

/** What is not JSON, with the place where it stops being it. */
export class NotJson extends Error {
  readonly place: Place
  constructor(what: string, place: Place) {
    super(what)
    this.place = place
  }
}

/** JSON with the place of every value. Stricter than `JSON.parse` in one thing: a key stands once. */
export function locatedJson(text: string): Located {
  const reader = new Reader(text)
  const value = reader.document()
  const placeOf = (path: string): Place => {
    const offset = reader.offsets.get(path)
    if (offset !== undefined) return reader.place(offset)
    return path === '' ? reader.place(0) : placeOf(path.split('.').slice(0, -1).join('.'))
  }
  return { value, at: placeOf }
}

const scalar = /(?:"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y
const blank = /[ \t\r\n]*/y

class Reader {
  readonly offsets = new Map<string, number>()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.replace(/^\uFEFF/, '')
  }

  document(): unknown {
    const value = this.#value('')
    if (this.#peek() !== '') throw this.#expected('the end of the file')
    return value
  }

  place(offset: number): Place {
    const before = this.#text.slice(0, offset).split('\n')
    return { line: before.length, column: before.at(-1)!.length + 1 }
  }

  #value(path: string): unknown {
    const next = this.#peek()
    this.offsets.set(path, this.#at)
    if (next === '{') return this.#object(path)
    if (next === '[') return this.#array(path)
    return this.#scalar()
  }

  #object(path: string): Record<string, unknown> {
    const found: Record<string, unknown> = {}
    this.#all('}', () => {
      if (this.#peek() !== '"') throw this.#expected('a name in double quotes')
      const start = this.#at
      const name = this.#scalar() as string
      if (Object.hasOwn(found, name)) throw new NotJson(`"${name}" stands twice.`, this.place(start))
      this.#take(':')
      const value = this.#value(join(path, name))
      this.offsets.set(join(path, name), start)
      Object.defineProperty(found, name, { value, enumerable: true })
    })
    return found
  }

  #array(path: string): unknown[] {
    const found: unknown[] = []
    this.#all(']', () => found.push(this.#value(join(path, String(found.length)))))
    return found
  }

  /** Members with commas between them, up to `end`. */
  #all(end: '}' | ']', member: () => void): void {
    this.#at += 1
    if (this.#peek() === end) {
      this.#at += 1
      return
    }
    for (;;) {
      member()
      if (this.#peek() === end) break
      if (this.#peek() !== ',') throw this.#expected(`a comma or ${end}`)
      this.#at += 1
    }
    this.#at += 1
  }

  #scalar(): unknown {
    scalar.lastIndex = this.#at
    const found = scalar.exec(this.#text)?.[0]
    if (found === undefined) throw this.#expected('a value')
    try {
      const value: unknown = JSON.parse(found)
      this.#at += found.length
      return value
    } catch {
      throw this.#expected('a text as JSON writes it')
    }
  }

  #take(what: string): void {
    if (this.#peek() !== what) throw this.#expected(`"${what}"`)
    this.#at += 1
  }

  /** The next character that is not blank; '' at the end. */
  #peek(): string {
    blank.lastIndex = this.#at
    this.#at += blank.exec(this.#text)![0].length
    return this.#text[this.#at] ?? ''
  }

  #expected(what: string): NotJson {
    const found = this.#text[this.#at] ?? 'the end of the file'
    return new NotJson(`Expected ${what}, found ${found}.`, this.place(this.#at))
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
