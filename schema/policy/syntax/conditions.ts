import { holdsVariable, hasOpenVariable } from '../meaning/variables.ts'
import { shown, type Json, type Member } from './json.ts'
import { wrongWithValue } from './condition-values.ts'
import type { Complain, Condition } from './statement.ts'

const negatable = [
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'NumericEquals',
  'DateEquals',
]
const plain = ['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null']
const compared = ['Numeric', 'Date'].flatMap((type) =>
  ['LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((order) => type + order),
)
const setPrefix = /^for(?:allvalues|anyvalue):/
/** `StringEquals` and `StringNotEquals`, in small letters, as AWS knows them in any case. */
const operators: ReadonlySet<string> = new Set(
  [
    ...plain,
    ...compared,
    ...negatable,
    ...negatable.map((name) => name.replace(/(Equals|Like)/, 'Not$1')),
  ].map((name) => name.toLowerCase()),
)

export function readConditions({ at, value }: Member, complain: Complain): readonly Condition[] {
  if (value.kind === 'object') return value.members.flatMap((member) => readOperator(member, complain))
  complain(at, 'Condition must be an object')
  return []
}

function readOperator({ key: operator, at, value }: Member, complain: Complain): readonly Condition[] {
  if (!isOperator(operator)) complain(at, `There is no condition operator “${shown(operator)}”`)
  if (value.kind === 'object') return value.members.map((member) => readKey(operator, member, complain))
  complain(at, `${shown(operator)} must hold an object of condition keys`)
  return []
}

function readKey(operator: string, { key, at, value }: Member, complain: Complain): Condition {
  if (!/^[^:]+:./.test(key)) complain(at, `“${shown(key)}” has no prefix, as in "aws:SourceIp"`)
  if (hasOpenVariable(key)) complain(at, `A variable in “${shown(key)}” is not closed by }`)
  if (value.kind === 'list' && value.items.length === 0) complain(at, `${shown(key)} has no values`)
  const items = value.kind === 'list' ? value.items : [value]
  const values = items.map((item) => readOne(operator, item, item === value ? at : item.at, complain))
  return { operator, key, values }
}

function readOne(operator: string, item: Json, at: number, complain: Complain): string {
  if (item.kind === 'object' || item.kind === 'list' || item.kind === 'null') {
    complain(at, 'A value must be a string, a number or a boolean')
    return ''
  }
  if (hasOpenVariable(item.value)) complain(at, `A variable in “${shown(item.value)}” is not closed by }`)
  else if (!holdsVariable(item.value)) {
    const wrong = wrongWithValue(baseOf(operator), item.value)
    if (wrong !== null) complain(at, wrong)
  }
  return item.value
}

function isOperator(written: string): boolean {
  const single = written.toLowerCase().replace(setPrefix, '')
  return single !== 'nullifexists' && operators.has(baseOf(written))
}

/** Without set prefix and `IfExists`, in small letters. */
export function baseOf(operator: string): string {
  return operator
    .toLowerCase()
    .replace(setPrefix, '')
    .replace(/ifexists$/, '')
}
