import { overlaps, globOf } from '../meaning/glob.ts'
import { reference, type ResourceType } from '../meaning/reference.ts'
import type { Template } from '../meaning/template.ts'
import { wrongWithResource } from '../syntax/arn.ts'
import type { NamedAction } from './action-name.ts'

/** Where the account is, and which. */
export interface Home {
  readonly accountId: string
  readonly partition: string
}

/** The resources that stand for what a message named, each of them enough. */
export interface DeniedResource {
  readonly arns: readonly string[]
  /** Whether the message said which one. */
  readonly isNamed: boolean
  /** What AWS checks the same action on, apart from it. */
  readonly besides: readonly string[]
  /** Where nobody said which: what it must have been one of. */
  readonly perhaps: readonly string[]
}

export function deniedResource(action: NamedAction, written: string | undefined, home: Home): DeniedResource {
  const text = written?.trim() ?? ''
  if (text === '*') return { ...unnamed, isNamed: true }
  const arns = text.startsWith('arn:') ? ofAccount(text, home.accountId) : named(text, action, home)
  if (arns.length === 0) return { ...unnamed, perhaps: allOf(action, home) }
  return { ...unnamed, arns, isNamed: true, besides: besides(action, arns[0]!, home) }
}

/**
 * What an action that is missing beside the denied one is on: the resource of the message where it can be; else, as a
 * key behind a bucket's object, every one in the account.
 */
export function missingResource(
  missing: NamedAction,
  written: string | undefined,
  home: Home,
): readonly string[] {
  const { arns } = deniedResource(missing, written, home)
  const types = missing.id === null ? [] : reference().actions[missing.id]!.types
  const fits = arns.some((arn) => arn === '*' || types.some((type) => isOf(arn, type)))
  const all = fits ? [] : allOf(missing, home)
  return all.length > 0 ? all : arns
}

const unnamed: DeniedResource = { arns: ['*'], isNamed: false, besides: [], perhaps: [] }

/** Every one in the account that the action cannot do without. */
function allOf({ id }: NamedAction, home: Home): readonly string[] {
  return id === null ? [] : filled(reference().actions[id]!.required, { ...home, region: '*' })
}

/** With the account that somebody masked in what they pasted: `***`, `********9489`, `<account>`. */
function ofAccount(text: string, accountId: string): readonly string[] {
  const parts = text.split(':')
  if (!/^(?:|\d{12}|aws|\*)$/.test(parts[4] ?? '')) parts[4] = accountId
  const arn = parts.join(':')
  return wrongWithResource(arn) === null ? [arn] : []
}

const kinds = /^(role|user|group|policy|instance profile) +([\w+=,.@-]+)$/

/** A name without its ARN: in IAM's own sentences, or of an action that works on one kind of resource alone. */
function named(text: string, action: NamedAction, home: Home): readonly string[] {
  const [, kind = '', name = ''] = kinds.exec(text) ?? []
  if (name !== '' && action.name.startsWith('iam:')) {
    // IAM's sentences leave the path out, and a name is taken once in an account, whatever its path.
    const arn = `arn:${home.partition}:iam::${home.accountId}:${kind.replace(' ', '-')}`
    return [`${arn}/${name}`, `${arn}/*/${name}`]
  }
  return /^[\w+=,@/][\w+=,.@/-]*$/.test(text) ? onlyOneCalled(text, action, home) : []
}

function onlyOneCalled(name: string, { id }: NamedAction, home: Home): readonly string[] {
  const [type, ...others] = id === null ? [] : reference().actions[id]!.required
  const [template, ...more] = type?.templates ?? []
  if (!template || others.length > 0 || more.length > 0) return []
  // The name is what stands last; AWS gives a secret's ARN six letters more.
  const ending = template.service === 'secretsmanager' ? '-??????' : ''
  const arn = arnOf(template, { ...home, region: '*' })
  return arn.endsWith('*') ? [arn.slice(0, -1) + name + ending] : []
}

/** Of these services one call is checked on a resource of each type; in others a message's resource is all of it. */
const checkedOnEach: ReadonlySet<string> = new Set(['ec2', 'identitystore'])

function besides({ id, name }: NamedAction, arn: string, home: Home): readonly string[] {
  if (id === null || !checkedOnEach.has(name.split(':')[0]!)) return []
  const others = reference().actions[id]!.required.filter((type) => !isOf(arn, type))
  return filled(others, { ...home, region: arn.split(':')[3] || '*' })
}

function isOf(arn: string, { templates }: ResourceType): boolean {
  const [, , service, , , ...rest] = arn.split(':')
  const resource = globOf(rest.join(':'))
  return templates.some((one) => one.service === service && overlaps(one.resource, resource))
}

interface Place extends Home {
  readonly region: string
}

function filled(types: readonly ResourceType[], place: Place): readonly string[] {
  return [...new Set(types.flatMap(({ templates }) => templates.map((one) => arnOf(one, place))))]
}

function arnOf({ written }: Template, { accountId, partition, region }: Place): string {
  const named = written.replaceAll('${Account}', accountId).replaceAll('${Region}', region)
  return `arn:${partition}:${named.replaceAll(/\$\{\w+\}/g, '*')}`
}
