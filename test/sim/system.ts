import { depsFrom, sweepPartsFrom } from '../../worker/adapters.ts'
import { gateFrom, keeperPorts, type PortsOf } from '../../worker/engine-deps.ts'
import { Unreachable, type Key, type PrincipalId } from '../../worker/engine/ports.ts'
import type { Deps } from '../../worker/deps.ts'
import type { Env } from '../../worker/env.ts'
import type { Gate } from '../../worker/gate.ts'
import type { Keeper } from '../../worker/keeper.ts'
import type { SetWriter } from '../../worker/set-writer.ts'
import { sweep } from '../../worker/sweep.ts'
import { writerPorts, type WriterPortsOf } from '../../worker/writer-deps.ts'
import type { SetArn, SetName } from '../../worker/engine/writer/ports.ts'
import type { Kind, SimAws } from './aws.ts'
import type { SimDatabase } from './database.ts'
import { SimObject } from './objects.ts'
import type { SimSets } from './sets.ts'
import { crossed, type Crossing, type Life } from './sites.ts'
import type { Traffic } from './traffic.ts'

/** The classes of production; their module asks the platform for its base class, so they are loaded late. */
export interface Classes {
  readonly Keeper: typeof Keeper
  readonly Gate: typeof Gate
  readonly SetWriter: typeof SetWriter
}

export interface SystemParts {
  readonly world: Crossing
  readonly aws: SimAws
  readonly sets: SimSets
  readonly database: SimDatabase
  readonly classes: Classes
  /** Told when one of ours decides on a Create or Delete, whatever becomes of it. */
  readonly issued: (kind: 'create' | 'delete', key: Key, principal: PrincipalId) => void
  readonly traffic: Traffic
  /** One of ours is about to write this fact, or to make a set for this key. */
  readonly atWork: (what: { readonly session: string } | { readonly key: string }) => void
  /** Told when the database's word came to a keeper. */
  readonly heard: (key: Key) => void
  /** Told when a keeper noted what AWS had at that instant. */
  readonly saw: (key: Key, at: number) => void
  /** Told of which sessions a keeper was told. */
  readonly held: (ids: readonly string[]) => void
  /** Told when a person's word came to a keeper. */
  readonly said: (key: Key) => void
  /** Told when one of ours hears that a role is not there. */
  readonly roleGone: (key: Key) => void
  /** A Create of an assignment arrives for this set. */
  readonly assigned: (key: Key, set: SetArn) => void
}

/** Everything of ours that runs: keepers, gate, sweep and API, the same code as in production. */
export class System {
  readonly keepers = new Map<string, SimObject<Keeper>>()
  readonly writers = new Map<string, SimObject<SetWriter>>()
  readonly gate: SimObject<Gate>
  gateIsDown = false
  readonly #parts: SystemParts

  constructor(parts: SystemParts) {
    this.#parts = parts
    const { classes, world, aws, traffic } = parts
    this.gate = new SimObject(world, (ctx, life) => {
      const listed = traffic.lister()
      const crossing = crossed('lists', { listOutcomes: (kind: Kind) => aws.listOutcomes(kind) }, life, world)
      const lists = {
        listOutcomes: (kind: Kind) => {
          if (life.alive) listed(kind)
          return crossing.listOutcomes(kind)
        },
      }
      return new classes.Gate(ctx, this.#env(life), () => lists)
    })
  }

  /** A call of the API: a process of its own, as far as crashes go. */
  deps(life: Life): Deps {
    const { world, database, aws } = this.#parts
    const real = depsFrom(this.#env(life), later)
    const gate = gateFrom(this.#env(life))
    const look: Pick<Deps, 'holders'> = {
      // Takes its turn like everybody else, as the adapter of production does.
      holders: async (account, set) => {
        const turn = await gate.turn({ kind: 'look', told: null })
        return 'notBefore' in turn ? null : aws.look(`${account}/${set}` as Key)
      },
    }
    const holders = crossed('holders', look, life, world)
    return {
      ...real,
      db: crossed('db', { batch: database.batch.bind(database) } as typeof database, life, world),
      holders: (account, set) => holders.holders(account, set).catch(() => null),
    }
  }

  /** The cron's minute. */
  async sweep(): Promise<void> {
    const { world, database } = this.#parts
    const life = this.life()
    const real = sweepPartsFrom(this.#env(life), later)
    const { poke } = crossed('sweep', { poke: real.poke }, life, world)
    const db = crossed('db', { batch: database.batch.bind(database) } as typeof database, life, world)
    await sweep({ ...real, db, poke })
  }

  life(): Life {
    const life = { alive: true, die: () => void (life.alive = false) }
    return life
  }

  /** The machine dies, or only one of what ran on it. */
  crashEverything(): void {
    for (const object of [this.gate, ...this.keepers.values(), ...this.writers.values()])
      if (object.life?.alive) object.life.die()
  }

  keeper(name: string): SimObject<Keeper> {
    const known = this.keepers.get(name)
    if (known) return known
    const { classes, world, database, traffic } = this.#parts
    const made = new SimObject<Keeper>(
      world,
      (ctx, life) => new classes.Keeper(ctx, this.#env(life), this.#portsOf(life)),
      {
        // Of what is over the sweep knows nothing; the hourly look at keys of ours is no part of this world yet.
        mayLose: () =>
          database.ask('select 1 from requests where keeper_key = ? and live = 1 limit 1', name).length > 0,
        asleep: (after) => traffic.asleep(`the keeper of ${name}`, after),
      },
    )
    this.keepers.set(name, made)
    return made
  }

  #portsOf(life: Life): PortsOf {
    const { world, aws, database, issued, heard, saw, roleGone, sets, traffic, atWork } = this.#parts
    return (env, own) => {
      const real = keeperPorts(env, own, { aws: this.#awsOf(aws), db: database })
      const asked = crossed('aws', real.aws, life, world)
      const ledger = crossed('ledger', real.ledger, life, world)
      return {
        memory: crossed('memory', real.memory, life, world),
        timer: real.timer,
        ledger: {
          ...ledger,
          sessionsOf: async (key) => {
            const view = await ledger.sessionsOf(key)
            heard(key)
            return view
          },
          record: async (fact, row) => {
            if (life.alive) atWork({ session: fact.session })
            const answer = await ledger.record(fact, row)
            // A late seal is recorded so seldom that its answer would never be lost.
            if (fact.event === 'seal_late' && mayLoseAnswer(world)) throw new Unreachable('ledger.record')
            return answer
          },
        },
        gate: traffic.leasing(crossed('gate', real.gate, life, world), life),
        clock: crossed('clock', real.clock, life, world),
        chance: crossed('chance', real.chance, life, world),
        writer: crossed('writer', real.writer, life, world),
        aws: {
          ...asked,
          look: async (key) => {
            const seen = await asked.look(key)
            traffic.looked(sets.aliased(key))
            // What its keeper outlived it noted.
            world.loop.at(world.loop.now, () => life.alive && saw(sets.aliased(key), seen.at))
            return seen
          },
          create: async (key, principal) => {
            if (life.alive) issued('create', sets.aliased(key), principal)
            const started = await asked.create(key, principal)
            traffic.answered({ kind: 'create', key: sets.aliased(key), principal }, started, life)
            return started
          },
          remove: async (key, principal) => {
            if (life.alive) issued('delete', sets.aliased(key), principal)
            const started = await asked.remove(key, principal)
            traffic.answered({ kind: 'delete', key: sets.aliased(key), principal }, started, life)
            return started
          },
          roleStands: async (key) => {
            const stands = await asked.roleStands(key)
            // What its keeper outlived it noted.
            if (!stands) world.loop.at(world.loop.now, () => life.alive && roleGone(sets.aliased(key)))
            return stands
          },
        },
      }
    }
  }

  /** The port alone: what the world does with it stays out of the engine's reach. A clone goes by its key. */
  #awsOf(aws: SimAws) {
    const { sets, assigned } = this.#parts
    const create: SimAws['create'] = async (key, principal) => {
      const arn = key.slice(key.indexOf('/') + 1) as SetArn
      if (sets.isGone(arn)) return { refused: 'There is no such set.' }
      sets.assigned.set(sets.aliased(key), arn)
      assigned(sets.aliased(key), arn)
      return aws.create(sets.aliased(key), principal)
    }
    return {
      look: (key: Key) => aws.look(sets.aliased(key)),
      create,
      remove: (key: Key, principal: PrincipalId) => aws.remove(sets.aliased(key), principal),
      outcome: aws.outcome.bind(aws),
      roleStands: (key: Key) => aws.roleStands(sets.aliased(key)),
      listOutcomes: aws.listOutcomes.bind(aws),
    }
  }

  writer(name: string): SimObject<SetWriter> {
    const known = this.writers.get(name)
    if (known) return known
    const made = new SimObject<SetWriter>(
      this.#parts.world,
      (ctx, life) => new this.#parts.classes.SetWriter(ctx, this.#env(life), this.#writerPorts(life)),
      {
        // Nobody but its alarm looks after what a writer promised.
        mayLose: () => false,
        // Whoever asked it asks again.
        asleep: (after) => after === 'a call' && this.#parts.traffic.asleep(`the writer ${name}`, after),
      },
    )
    this.writers.set(name, made)
    return made
  }

  #writerNamed(name: string) {
    const object = this.writer(name)
    return {
      seal: (...args: Parameters<SetWriter['seal']>) => object.call((it) => it.seal(...args)),
      kill: (...args: Parameters<SetWriter['kill']>) => object.call((it) => it.kill(...args)),
      retire: (...args: Parameters<SetWriter['retire']>) => object.call((it) => it.retire(...args)),
    }
  }

  #writerPorts(life: Life): WriterPortsOf {
    const { world, sets, atWork } = this.#parts
    return (env, own) => {
      const real = writerPorts(env, own, sets.port())
      const asked = crossed('sets', real.sets, life, world)
      return {
        ...real,
        memory: crossed('memory', own.memory as never, life, world) as typeof own.memory,
        gate: crossed('gate', gateFrom(env), life, world),
        clock: crossed('clock', real.clock, life, world),
        chance: crossed('chance', real.chance, life, world),
        sets: {
          ...asked,
          create: async (spec) => {
            if (life.alive) atWork({ key: spec.tags['jit:key']! })
            const made = await asked.create(spec)
            sets.told(made, life)
            return made
          },
          read: (set) => {
            if (life.alive) sets.issued('read', set)
            return asked.read(set)
          },
          inline: async (set) => {
            if (life.alive) sets.issued('inline', set)
            const json = await asked.inline(set)
            sets.answered(set)
            return json
          },
          putInline: (set, json) => {
            if (life.alive) sets.issued('putInline', set, json)
            return asked.putInline(set, json)
          },
        },
      }
    }
  }

  /** What finds sets of ours that no session uses, and has them deleted. */
  async collect(): Promise<void> {
    const { world, sets, database } = this.#parts
    for (const { arn, spec } of sets.clones()) {
      const key = spec.tags['jit:key']!
      const used = database.ask('select 1 from requests where keeper_key = ? and live = 1 limit 1', key)
      if (used.length > 0) continue
      const name = key.slice(key.indexOf('/') + 1) as SetName
      const object = this.writer(name)
      const told = { collect: (clone: SetName, set: SetArn) => object.call((it) => it.collect(clone, set)) }
      await crossed('collector', told, this.life(), world)
        .collect(name, arn)
        .catch(() => {})
    }
  }

  /** The bindings, as one process sees them. */
  #env(life: Life): Env {
    const { world, said, held } = this.#parts
    const keeper = (name: string) => {
      const object = this.keeper(name)
      const told = {
        hold: async (...args: Parameters<Keeper['hold']>) => {
          await object.call((it) => it.hold(...args))
          held(args[1].map(({ id }) => id))
        },
        end: async (...args: Parameters<Keeper['end']>) => {
          // A person's word that nobody heard is the sweep's to repeat.
          if (mayLoseAnswer(world)) throw new Unreachable('keepers.end')
          await object.call((it) => it.end(...args))
          said(name as Key)
        },
      }
      return {
        ...crossed('keepers', told, life, world),
        poke: (key: string) => object.call((it) => it.poke(key)),
      }
    }
    const gate = {
      turn: (...args: Parameters<Gate['turn']>) => this.#reach((it) => it.turn(...args)),
      done: (...args: Parameters<Gate['done']>) => this.#reach((it) => it.done(...args)),
      outcomes: (...args: Parameters<Gate['outcomes']>) => this.#reach((it) => it.outcomes(...args)),
    }
    const bindings = {
      KEEPER: { getByName: keeper },
      GATE: { idFromName: (name: string) => name, get: () => gate },
      SET_WRITER: { getByName: (name: string) => this.#writerNamed(name) },
      INBOX: { getByName: () => ({ notify: async () => {} }) },
    }
    return { ...texts, ...bindings } as unknown as Env
  }

  #reach<R>(method: (gate: Gate) => Promise<R>): Promise<R> {
    if (!this.gateIsDown) return this.gate.call(method)
    this.#parts.world.faults.touch('gateOutage')
    return new Promise<never>(() => {})
  }
}

/** Too seldom in the way of others to be lost by chance. */
function mayLoseAnswer({ faults, random }: Crossing): boolean {
  const isLost = faults.mayStrike('lost') && random.happens(0.3)
  if (isLost) faults.note('lost')
  return isLost
}

const later = (work: Promise<unknown>) => void work.catch(() => {})

const texts = {
  PUBLIC_URL: 'http://127.0.0.1:8787',
  ACCESS_PORTAL: 'http://127.0.0.1/start',
  EXTENSION_IDS: '',
  EMAIL_DOMAINS: '',
  DATABASE_URL: 'http://127.0.0.1:8791',
  OIDC_ISSUER: 'http://127.0.0.1:8790',
  OIDC_CLIENT_ID: 'sim',
  OIDC_CLIENT_SECRET: 'sim',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'sim',
  AWS_SECRET_ACCESS_KEY: 'sim',
  INSTANCE_ARN: 'arn:aws:sso:::instance/ssoins-1',
  IDENTITY_STORE_ID: 'd-1',
}
