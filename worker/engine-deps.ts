import { Unanswered } from './aws/answer.ts'
import { awsConfig } from './aws/config.ts'
import { assignments } from './aws/identity-center.ts'
import type { Assignments } from './aws/port.ts'
import { databaseClient } from './db/client.ts'
import type { Db } from './db/batch.ts'
import { createLedger } from './db/ledger.ts'
import { Unreachable, type Aws, type Gate, type Key, type Ledger } from './engine/ports.ts'
import type { Ports } from './engine/run.ts'
import type { Env } from './env.ts'
import { randomId } from './http/hash.ts'

/** A gate that says nothing for so long is silent: whoever ends access goes on without it. */
const gateSilentMs = 2_000
const outcomesSilentMs = 9_000
const writerSilentMs = 5_000

/** What lies outside of the instance: AWS and the database. */
export interface Outside {
  readonly aws: Assignments
  readonly db: Db
}

/** A keeper's ports: its own storage and alarm, and the world. The simulator brings a world of its own. */
export type PortsOf = (env: Env, own: Pick<Ports, 'memory' | 'timer'>) => Ports

/** What a keeper works with; a new one each alarm, because a client shared between events hangs the isolate. */
export function keeperPorts(
  env: Env,
  own: Pick<Ports, 'memory' | 'timer'>,
  { aws, db }: Outside = { aws: assignmentsFrom(env), db: databaseClient(env) },
): Ports {
  const gate = gateFrom(env)
  return {
    ...own,
    aws: reported(aws, gate),
    ledger: ledgerFrom(env, db),
    gate,
    writer: writerFrom(env),
    clock: { now: () => Date.now() },
    chance: { below: (n) => Math.floor(Math.random() * n) },
  }
}

export function assignmentsFrom(env: Env): Assignments {
  return assignments(awsConfig(env))
}

function ledgerFrom(env: Env, db: Db): Ledger {
  const ledger = createLedger({
    db,
    now: () => Date.now(),
    newId: randomId,
    notify: (people) => notifyInboxes(env, people),
  })
  return {
    sessionsOf: (key) => logged('sessionsOf', key, ledger.sessionsOf(key)),
    record: (fact, row) => logged(`record ${fact.event}`, fact.session, ledger.record(fact, row)),
  }
}

/** Never waited for and never a failure: the outbox stays behind as the backstop. */
function notifyInboxes(env: Env, people: readonly string[]): void {
  void Promise.allSettled(people.map((id) => env.INBOX.getByName(id).notify()))
}

type TurnAnswer = Awaited<ReturnType<Gate['turn']>>

export function gateFrom(env: Env): Gate {
  const gate = env.GATE.get(env.GATE.idFromName('gate'))
  return {
    turn: (ask) => within<TurnAnswer>(gateSilentMs, gate.turn(ask)),
    done: (lease, throttled) => within(gateSilentMs, gate.done(lease, throttled)),
    outcomes: (kind) => within(outcomesSilentMs, gate.outcomes(kind)),
  }
}

/** Each set has one writer, found by the set's ARN or the clone's name. One that is silent is asked again later. */
function writerFrom(env: Env): Ports['writer'] {
  const of = (name: string): Ports['writer'] => env.SET_WRITER.getByName(name)
  const asked = async <T>(
    what: string,
    name: string,
    answer: (writer: Ports['writer']) => Promise<T>,
  ): Promise<T> => logged(what, name, within(writerSilentMs, answer(of(name))))
  return {
    seal: (clone, ask) => asked('seal', clone, (writer) => writer.seal(clone, ask)),
    kill: (set, ask) => asked('kill', set, (writer) => writer.kill(set, ask)),
    retire: (clone) => asked('retire', clone, (writer) => writer.retire(clone)),
  }
}

/** Rejections mean "unknown" to the engine, so this is the last place where their reason can be told. */
function reported(aws: Assignments, gate: Gate): Aws {
  return {
    look: (key) => logged('look', key, paced(gate, aws.look(key))),
    create: (key, principal) => logged('create', key, aws.create(key, principal)),
    remove: (key, principal) => logged('remove', key, aws.remove(key, principal)),
    outcome: (kind, op) => logged('outcome', op, paced(gate, aws.outcome(kind, op))),
    roleStands: (key) => logged('roleStands', key, paced(gate, aws.roleStands(key))),
  }
}

/** A question that AWS throttled slows everybody down; Create and Delete say so in their answers. */
async function paced<T>(gate: Gate, answer: Promise<T>): Promise<T> {
  return answer.catch(async (error: unknown) => {
    if (isThrottled(error)) await gate.done('', true).catch(() => {})
    throw error
  })
}

export function isThrottled(error: unknown): boolean {
  return error instanceof Unanswered && error.failure.kind === 'throttled'
}

async function logged<T>(what: string, of: Key | string, answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    console.warn(`${what} brought no answer`, { of, error })
    throw error
  }
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  const silence = Promise.withResolvers<never>()
  const timer = setTimeout(() => silence.reject(new Unreachable(`No answer within ${ms} ms`)), ms)
  return Promise.race([answer, silence.promise]).finally(() => clearTimeout(timer))
}
