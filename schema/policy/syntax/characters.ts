import type { Json } from './json.ts'
import type { Complain } from './statement.ts'

const foreign = /[^\t\n\r\u0020-\u00FF]/u

/** Complains of each string, key or value, with a character that AWS takes in no policy. */
export function readCharacters(json: Json, complain: Complain): void {
  switch (json.kind) {
    case 'string':
      return check(json.at, json.value, complain)
    case 'list':
      return json.items.forEach((item) => readCharacters(item, complain))
    case 'object':
      return json.members.forEach(({ at, key, value }) => {
        check(at, key, complain)
        readCharacters(value, complain)
      })
    case 'number':
    case 'boolean':
    case 'null':
      return
  }
}

function check(at: number, text: string, complain: Complain): void {
  const wrong = foreign.exec(text)?.[0]
  if (wrong === undefined) return
  const code = wrong.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  complain(at, `The character U+${code} may not stand in a policy`)
}
