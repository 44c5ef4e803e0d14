export const entityKind = Symbol.for('drizzle:entityKind')
export const hasOwnEntityKind = Symbol.for('drizzle:hasOwnEntityKind')

type Class = abstract new (...args: never[]) => object

const known = new Map<Class, WeakMap<object, boolean>>()

/** What Drizzle's own says of an entity, remembered for each class: it is asked for every chunk of every statement. */
export function is(value: unknown, type: Class): boolean {
  if (!value || typeof value !== 'object') return false
  const proto = Object.getPrototypeOf(value) as object | null
  if (proto === null || proto === Object.prototype) return false
  const answers = known.get(type) ?? new WeakMap<object, boolean>()
  if (!known.has(type)) known.set(type, answers)
  const answer = answers.get(proto) ?? isOf(proto.constructor, type)
  answers.set(proto, answer)
  return answer
}

function isOf(made: object, type: Class): boolean {
  const kind: unknown = Reflect.get(type, entityKind)
  for (let each: object | null = made; each !== null; each = Object.getPrototypeOf(each) as object | null)
    if (each === type || (entityKind in each && Reflect.get(each, entityKind) === kind)) return true
  return false
}
