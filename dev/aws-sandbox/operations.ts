import type { Pair, Principal } from './assignments.ts'
import { conflict, notFound, Refusal } from './refusal.ts'
import type { PermissionSet } from './sets.ts'
import type { Call, World } from './world.ts'

export type Kind = 'create' | 'delete' | 'provision'
export type Status = 'IN_PROGRESS' | 'FAILED' | 'SUCCEEDED'
export type Operation = {
  id: string
  kind: Kind
  status: Status
  reason: string | null
  /** JSON */
  accountIds: string
  setArn: string
  principalType: Principal['type'] | null
  principalId: string | null
  version: number
  content: string
  /** Why it will fail. */
  doomed: string | null
  createdAt: number
  dueAt: number
  lagMs: number
}

export type Asked = {
  kind: Kind
  accountIds: string[]
  set: PermissionSet
  principal?: Principal
  /** Why AWS takes it all the same, and fails it later. */
  doomed?: string | null
}

export const maxOutstandingCreates = 15
export const tooMany = 'There are too many requests processing. Please try again later.'

const columns = `id, kind, status, reason, account_ids as accountIds, set_arn as setArn,
  principal_type as principalType, principal_id as principalId, version, content, doomed,
  created_at as createdAt, due_at as dueAt, lag_ms as lagMs`

/** Accepts an operation; its effect comes when it is due (`settle.ts`). */
export function startOperation(call: Call, asked: Asked): Operation {
  refuseOverlap(call, asked)
  if (asked.kind === 'create') refuseSixteenth(call)
  const operation = operationFor(call, asked)
  call.store.runNamed(
    `insert into operations (id, kind, status, reason, account_ids, set_arn, principal_type, principal_id,
       version, content, doomed, created_at, due_at, lag_ms)
     values (:id, :kind, :status, :reason, :accountIds, :setArn, :principalType, :principalId,
       :version, :content, :doomed, :createdAt, :dueAt, :lagMs)`,
    operation,
  )
  return operation
}

function operationFor(call: Call, { kind, accountIds, set, principal, doomed = null }: Asked): Operation {
  const { chance, latency, fault } = call
  const id = chance.uuid('operation', call.store.nextNumber())
  const createdAt = call.now()
  const delayMs = fault?.kind === 'delay' ? (fault.ms ?? 0) : 0
  return {
    id,
    kind,
    status: 'IN_PROGRESS',
    reason: null,
    accountIds: JSON.stringify(accountIds),
    setArn: set.arn,
    principalType: principal?.type ?? null,
    principalId: principal?.id ?? null,
    version: set.version,
    content: JSON.stringify(set.content),
    doomed:
      fault?.kind === 'failed'
        ? (fault.reason ?? 'An unexpected internal service exception was encountered')
        : doomed,
    createdAt,
    dueAt: createdAt + delayMs + chance.between(latency.operationMs, 'duration', id),
    lagMs: chance.between(latency.staleMs, 'lag', id),
  }
}

/** AWS refuses a second write on the same account and set; other sets of the account go on undisturbed. */
function refuseOverlap(world: World, { accountIds, set }: Asked): void {
  const busy = openOperations(world).some(
    (open) => open.setArn === set.arn && accountsOf(open).some((id) => accountIds.includes(id)),
  )
  if (busy)
    throw conflict(
      'There is a conflicting operation in process. Previous write did not have time to propagate.',
    )
}

function refuseSixteenth(world: World): void {
  const creates = openOperations(world).filter(({ kind }) => kind === 'create')
  if (creates.length >= maxOutstandingCreates) throw new Refusal('ThrottlingException', tooMany)
}

export function openOperations(world: World): Operation[] {
  return world.store.rows<Operation>(
    `select ${columns} from operations where status = 'IN_PROGRESS' order by due_at, id`,
  )
}

export function theOperation(world: World, kind: Kind, id: string): Operation {
  const operation = world.store.row<Operation>(
    `select ${columns} from operations where id = ? and kind = ?`,
    id,
    kind,
  )
  if (!operation) throw notFound(`Could not find request status with id ${id}`)
  return operation
}

export type Brief = Pick<Operation, 'id' | 'status' | 'createdAt'>

/** Operations as the lists show them: an operation appears late, and so does its outcome. */
export function operationsSeen(world: World, kind: Kind): Brief[] {
  const now = world.now()
  return world.store.rows<Brief>(
    `select id, created_at as createdAt,
       case when due_at + lag_ms <= ? then status else 'IN_PROGRESS' end as status
     from operations where kind = ? and created_at + lag_ms <= ?`,
    now,
    kind,
    now,
  )
}

export const accountsOf = (operation: Operation): string[] => JSON.parse(operation.accountIds) as string[]

export const pairsOf = (operation: Operation): Pair[] =>
  accountsOf(operation).map((accountId) => ({ accountId, setArn: operation.setArn }))
