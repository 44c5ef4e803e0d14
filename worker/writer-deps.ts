import { awsConfig } from './aws/config.ts'
import { setWriting } from './aws/set-writing.ts'
import { withCustomBases } from './custom-base.ts'
import { databaseClient } from './db/client.ts'
import { gateFrom, isThrottled } from './engine-deps.ts'
import type { Gate } from './engine/ports.ts'
import type { SetsAws } from './engine/writer/ports.ts'
import type { WriterPorts } from './engine/writer/run.ts'
import type { Env } from './env.ts'

/** A writer's ports: its own storage and alarm, and the world. The simulator brings a world of its own. */
export type WriterPortsOf = (env: Env, own: Pick<WriterPorts, 'memory' | 'timer'>) => WriterPorts

export function writerPorts(
  env: Env,
  own: Pick<WriterPorts, 'memory' | 'timer'>,
  sets: SetsAws = withCustomBases(setWriting(awsConfig(env)), () => databaseClient(env)),
): WriterPorts {
  const gate = gateFrom(env)
  return {
    ...own,
    sets: reported(sets, gate),
    gate,
    clock: { now: () => Date.now() },
    chance: { below: (n) => Math.floor(Math.random() * n) },
  }
}

/** Rejections mean "unknown" to the core, so this is the last place where their reason can be told. */
function reported(sets: SetsAws, gate: Gate): SetsAws {
  return {
    read: (set) => told('read', set, gate, sets.read(set)),
    inline: (set) => told('inline', set, gate, sets.inline(set)),
    roleIn: (set, account) => told('roleIn', set, gate, sets.roleIn(set, account)),
    create: (spec) => told('create', spec.name, gate, sets.create(spec)),
    attachManaged: (set, policy) => told('attachManaged', set, gate, sets.attachManaged(set, policy)),
    attachCustomer: (set, policy) => told('attachCustomer', set, gate, sets.attachCustomer(set, policy)),
    putBoundary: (set, boundary) => told('putBoundary', set, gate, sets.putBoundary(set, boundary)),
    putInline: (set, json) => told('putInline', set, gate, sets.putInline(set, json)),
    provision: (set, account) => told('provision', set, gate, sets.provision(set, account)),
    provisioned: (op) => told('provisioned', op, gate, sets.provisioned(op)),
    remove: (set) => told('remove', set, gate, sets.remove(set)),
  }
}

/** Whoever AWS throttles slows everybody down. */
async function told<T>(what: string, of: string, gate: Gate, answer: Promise<T>): Promise<T> {
  try {
    const heard = await answer
    if (heard instanceof Object && 'throttledMs' in heard) await slowDown(gate)
    if (heard instanceof Object && 'refused' in heard) console.warn(`${what} was refused`, { of, heard })
    return heard
  } catch (error) {
    if (isThrottled(error)) await slowDown(gate)
    console.warn(`${what} brought no answer`, { of, error })
    throw error
  }
}

async function slowDown(gate: Gate): Promise<void> {
  await gate.done('', true).catch(() => {})
}
