import { notFound } from './refusal.ts'
import type { World } from './world.ts'

export type PolicyReference = { Name: string; Path: string }
export type Boundary = { CustomerManagedPolicyReference?: PolicyReference; ManagedPolicyArn?: string }

/** What a role gets when the set is provisioned. */
export type SetContent = {
  name: string
  description?: string
  relayState?: string
  sessionDuration: string
  managedPolicyArns: string[]
  customerManagedPolicies: PolicyReference[]
  inlinePolicy: string | null
  boundary: Boundary | null
}

export type PermissionSet = {
  arn: string
  content: SetContent
  tags: Record<string, string>
  /** Counts the changes of the content, so that an account can be seen to lag behind. */
  version: number
  createdAt: number
}

type Row = { arn: string; content: string; tags: string; version: number; created_at: number }

const columns = 'arn, content, tags, version, created_at'

export function setsIn(world: World): PermissionSet[] {
  return world.store.rows<Row>(`select ${columns} from sets`).map(setFrom)
}

export function setNamed(world: World, name: string): PermissionSet | null {
  const row = world.store.row<Row>(`select ${columns} from sets where name = ?`, name)
  return row ? setFrom(row) : null
}

export function theSet(world: World, arn: string): PermissionSet {
  const row = world.store.row<Row>(`select ${columns} from sets where arn = ?`, arn)
  if (!row) throw notFound(`Could not find PermissionSet with id ${arn.split('/').at(-1)}`)
  return setFrom(row)
}

export function addSet(world: World, set: Omit<PermissionSet, 'version'>): void {
  world.store.run(
    'insert into sets (arn, name, content, tags, version, created_at) values (?, ?, ?, ?, 1, ?)',
    set.arn,
    set.content.name,
    JSON.stringify(set.content),
    JSON.stringify(set.tags),
    set.createdAt,
  )
}

/** Roles keep what they were provisioned with until the set is provisioned again. */
export function changeContent(world: World, set: PermissionSet, change: Partial<SetContent>): void {
  const content = JSON.stringify({ ...set.content, ...change })
  world.store.run('update sets set content = ?, version = version + 1 where arn = ?', content, set.arn)
}

export function changeTags(world: World, set: PermissionSet, tags: Record<string, string>): void {
  world.store.run('update sets set tags = ? where arn = ?', JSON.stringify(tags), set.arn)
}

export function removeSet(world: World, arn: string): void {
  world.store.run('delete from sets where arn = ?', arn)
}

const setFrom = (row: Row): PermissionSet => ({
  arn: row.arn,
  content: JSON.parse(row.content) as SetContent,
  tags: JSON.parse(row.tags) as Record<string, string>,
  version: row.version,
  createdAt: row.created_at,
})
