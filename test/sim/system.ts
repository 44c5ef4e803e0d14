import { depsFrom, sweepPartsFrom } from '../../worker/adapters.ts'
import { gateFrom, keeperPorts, type PortsOf } from '../../worker/engine-deps.ts'
import type { Key, PrincipalId } from '../../worker/engine/ports.ts'
import type { Deps } from '../../worker/deps.ts'
import type { Env } from '../../worker/env.ts'
import type { Gate } from '../../worker/gate.ts'
import type { Keeper } from '../../worker/keeper.ts'
import { sweep } from '../../worker/sweep.ts'
import type { SimAws } from './aws.ts'
import type { SimDatabase } from './database.ts'
import { SimObject } from './objects.ts'
import { crossed, type Crossing, type Life } from './sites.ts'

/** The classes of production; their module asks the platform for its base class, so they are loaded late. */
export interface Classes {
  readonly Keeper: typeof Keeper
  readonly Gate: typeof Gate
}

export interface SystemParts {
  readonly world: Crossing
  readonly aws: SimAws
  readonly database: SimDatabase
  readonly classes: Classes
  /** Told when one of ours decides on a Create or Delete, whatever becomes of it. */
  readonly issued: (kind: 'create' | 'delete', key: Key, principal: PrincipalId) => void
}

/** Everything of ours that runs: keepers, gate, sweep and API, the same code as in production. */
export class System {
  readonly keepers = new Map<string, SimObject<Keeper>>()
  readonly gate: SimObject<Gate>
  gateIsDown = false
  readonly #parts: SystemParts

  constructor(parts: SystemParts) {
    this.#parts = parts
    const { classes, world, aws } = parts
    this.gate = new SimObject(world, (ctx, life) => {
      const lists = crossed(
        'lists',
        { listOutcomes: (kind: 'create' | 'delete') => aws.listOutcomes(kind) },
        life,
        world,
      )
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
    for (const object of [this.gate, ...this.keepers.values()]) if (object.life?.alive) object.life.die()
  }

  keeper(name: string): SimObject<Keeper> {
    const known = this.keepers.get(name)
    if (known) return known
    const { classes, world, database } = this.#parts
    const made = new SimObject<Keeper>(
      world,
      (ctx, life) => new classes.Keeper(ctx, this.#env(life), this.#portsOf(life)),
      // Of what is over the sweep knows nothing; the hourly look at keys of ours is no part of this world yet.
      () => database.ask('select 1 from requests where keeper_key = ? and live = 1 limit 1', name).length > 0,
    )
    this.keepers.set(name, made)
    return made
  }

  #portsOf(life: Life): PortsOf {
    const { world, aws, database, issued } = this.#parts
    return (env, own) => {
      const real = keeperPorts(env, own, { aws: awsOf(aws), db: database })
      const asked = crossed('aws', real.aws, life, world)
      return {
        memory: crossed('memory', real.memory, life, world),
        timer: real.timer,
        ledger: crossed('ledger', real.ledger, life, world),
        gate: crossed('gate', real.gate, life, world),
        clock: crossed('clock', real.clock, life, world),
        chance: crossed('chance', real.chance, life, world),
        writer: real.writer,
        aws: {
          ...asked,
          create: (key, principal) => {
            if (life.alive) issued('create', key, principal)
            return asked.create(key, principal)
          },
          remove: (key, principal) => {
            if (life.alive) issued('delete', key, principal)
            return asked.remove(key, principal)
          },
        },
      }
    }
  }

  /** The bindings, as one process sees them. */
  #env(life: Life): Env {
    const { world } = this.#parts
    const keeper = (name: string) => {
      const object = this.keeper(name)
      const told = {
        hold: (...args: Parameters<Keeper['hold']>) => object.call((it) => it.hold(...args)),
        end: (...args: Parameters<Keeper['end']>) => object.call((it) => it.end(...args)),
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

/** The port alone: what the world does with it stays out of the engine's reach. */
function awsOf(aws: SimAws) {
  return {
    look: aws.look.bind(aws),
    create: aws.create.bind(aws),
    remove: aws.remove.bind(aws),
    outcome: aws.outcome.bind(aws),
    roleStands: aws.roleStands.bind(aws),
    listOutcomes: aws.listOutcomes.bind(aws),
  }
}
