import type { Expand } from '../meaning/expansion.ts'
import { shown, type Json, type Member } from './json.ts'
import { readCharacters } from './characters.ts'
import { readStatement } from './read-statement.ts'
import type { Complain, Statement } from './statement.ts'

/** `statement` is null where none is to blame. */
export interface Complaint {
  readonly message: string
  readonly statement: number | null
  readonly at: number
}

export interface Document {
  readonly statements: readonly Statement[]
  readonly complaints: readonly Complaint[]
}

/** The sound statements of a policy, and all that is wrong with the rest of it. */
export function readDocument(json: Json, expand: Expand): Document {
  const complaints: Complaint[] = []
  const complain = (at: number, message: string) => complaints.push({ at, message, statement: null })
  if (json.kind !== 'object') {
    complain(json.at, 'A policy is a JSON object')
    return { statements: [], complaints }
  }
  for (const member of json.members) checkMember(member, complain)
  if (!json.members.some(({ key }) => key === 'Version'))
    complain(json.at, 'Version is missing: "2012-10-17"')

  const written = json.members.find(({ key }) => key === 'Statement')
  if (!written) complain(json.at, 'Statement is missing')
  const sids = new Set<string>()
  const statements = written ? itemsOf(written, complain).map((item, index) => readOne(item, index)) : []
  return { statements: statements.filter((one) => one !== null), complaints }

  function readOne(item: Json, index: number): Statement | null {
    const before = complaints.length
    const statement = readStatement(item, { index, sids, expand }, (at, message) =>
      complaints.push({ at, message, statement: index }),
    )
    return complaints.length === before ? statement : null
  }
}

function checkMember({ key, at, value }: Member, complain: Complain): void {
  if (key === 'Statement') return
  readCharacters({ kind: 'string', at, value: key }, complain)
  readCharacters(value, complain)
  if (key === 'Version') {
    if (value.kind !== 'string' || value.value !== '2012-10-17') complain(at, 'Version must be "2012-10-17"')
  } else if (key === 'Id') {
    if (value.kind !== 'string') complain(at, 'Id must be a string')
  } else complain(at, `A policy has no element “${shown(key)}”`)
}

function itemsOf({ at, value }: Member, complain: Complain): readonly Json[] {
  if (value.kind === 'object') return [value]
  if (value.kind === 'list' && value.items.length > 0) return value.items
  complain(at, value.kind === 'list' ? 'Statement is empty' : 'Statement must be an object or a list of them')
  return []
}
