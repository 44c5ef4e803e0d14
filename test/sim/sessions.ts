import type { Status } from '../../schema/contract/lifecycle.ts'
import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import { pairOf } from './aws.ts'
import type { Row } from './statements.ts'

/** A session as the database last showed it. */
export interface Session {
  readonly id: string
  readonly status: Status
  readonly version: number
  readonly requester: string
  readonly account: string
  readonly key: Key
  readonly principal: PrincipalId
  readonly startsAt: number
  readonly endsAt: number
  readonly decidedAt: number
  readonly endCause: string | null
  readonly endAskedAt: number | null
  readonly activeAt: number | null
  readonly endedAt: number | null
  readonly owned: boolean
  readonly live: boolean
  readonly dueAt: number | null
  readonly remains: string | null
  readonly failure: string | null
  readonly credentials: string | null
  readonly credentialsUntil: number | null
  readonly sessionSeconds: number
  /** The name of the set made for it. */
  readonly clone: string | null
  /** The set that was asked for. */
  readonly setArn: string | null
  readonly setHash: string
  readonly extendsId: string | null
  /** An older copy of the database does not know it any more; its keeper does. */
  readonly isGhost: boolean
}

/** One line of what happened to a request. */
export interface Event {
  readonly seq: number
  readonly id: string
  readonly version: number
  readonly event: string
  readonly status: Status
  /** An approval of what starts later is two steps. */
  readonly through: Status | null
  readonly actor: string | null
  readonly at: number
}

/** All of them, and who is at the same assignment. */
export class Sessions {
  readonly #byId = new Map<string, Session>()
  readonly #byPair = new Map<string, readonly Session[]>()

  get(id: string): Session | undefined {
    return this.#byId.get(id)
  }

  values(): IterableIterator<Session> {
    return this.#byId.values()
  }

  on(key: Key, principal: PrincipalId): readonly Session[] {
    return this.at(pairOf(key, principal))
  }

  at(pair: string): readonly Session[] {
    return this.#byPair.get(pair) ?? []
  }

  keep(session: Session): void {
    const before = this.#byId.get(session.id)
    this.#byId.set(session.id, session)
    if (before) this.#index(before, (those) => those.filter(({ id }) => id !== before.id))
    this.#index(session, (those) => [...those, session])
  }

  clear(): void {
    this.#byId.clear()
    this.#byPair.clear()
  }

  #index({ key, principal }: Session, change: (those: readonly Session[]) => readonly Session[]): void {
    this.#byPair.set(pairOf(key, principal), change(this.on(key, principal)))
  }
}

export function sessionOf(row: Row): Session {
  const number = (name: string) => (row[name] === null ? null : Number(row[name]))
  return {
    id: row['id'] as string,
    status: row['status'] as Status,
    version: Number(row['version']),
    requester: row['requester_id'] as string,
    account: row['account_id'] as string,
    key: (row['keeper_key'] ?? '') as Key,
    principal: row['principal_id'] as PrincipalId,
    startsAt: number('starts_at') ?? Infinity,
    endsAt: number('ends_at') ?? -Infinity,
    decidedAt: number('decided_at') ?? Infinity,
    endCause: row['end_cause'] as string | null,
    endAskedAt: number('end_asked_at'),
    activeAt: number('active_at'),
    endedAt: number('ended_at'),
    owned: row['owned'] === 1,
    live: row['live'] === 1,
    dueAt: number('due_at'),
    remains: row['access_remains'] as string | null,
    failure: row['failure'] as string | null,
    credentials: row['credentials'] as string | null,
    credentialsUntil: number('credentials_until'),
    sessionSeconds: Number(row['session_seconds']),
    clone: row['clone_name'] as string | null,
    setArn: row['set_arn'] as string | null,
    setHash: row['set_hash'] as string,
    extendsId: row['extends_id'] as string | null,
    isGhost: false,
  }
}

export function isClone(key: string): boolean {
  return key.includes('/jit-')
}
