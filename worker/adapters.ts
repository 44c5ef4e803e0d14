import { partitionOf } from '../schema/policy/suggest/partition.ts'
import type { LiveMessage } from '../schema/contract/live.ts'
import { remembering } from './analyzing.ts'
import { validatePolicy } from './aws/access-analyzer.ts'
import { awsConfig } from './aws/config.ts'
import { directory } from './aws/directory.ts'
import type { Judged } from './aws/port.ts'
import { databaseClient } from './db/client.ts'
import type { Config, Deps, Keepers } from './deps.ts'
import type { Env } from './env.ts'
import { gateFrom } from './engine-deps.ts'
import { refuseTooFast, type Looker } from './looking.ts'
import { patient } from './reader/patient.ts'
import type { SweepParts } from './sweep.ts'
import { within } from './within.ts'
import { randomId, randomSecret } from './http/hash.ts'

export const version = '0.1.0'

/** How long an answer waits for a keeper to have stored what it was told; the sweep finds what it did not hear. */
const keeperWaitMs = 2000
/** How long asking waits for AWS to say who holds access already. */
const holdersWaitMs = 1000
/** Nobody is kept from asking by an inbox that does not answer. */
const looksWaitMs = 500
/** An Admin links nobody on a guess, but does not wait for ever either. */
const directoryWaitMs = 2000
/** How long whoever reads a policy waits for AWS to read it too. */
const analyzerWaitMs = 2000
/** Who is online is worth no longer a wait. */
const onlineWaitMs = 500

/** The real adapters, for one call: a client shared between requests hangs the isolate. */
export function depsFrom(env: Env, later: (work: Promise<unknown>) => void): Deps {
  return {
    db: databaseClient(env),
    config: configFrom(env),
    now: () => Date.now(),
    newId: randomId,
    newSecret: randomSecret,
    keepers: keepersOf(env),
    reader: patient(env.READER),
    analyze: env.ACCESS_ANALYZER === 'on' ? analyzing(env) : null,
    notify: (people, message) => later(notify(env, people, message)),
    online: (people) => within(onlineWaitMs, online(env, people)).catch(unanswered('online')),
    connect: (personId, until, request) => connect(env, personId, until, request),
    holders: async (accountId, setArn, by) => {
      if (by) refuseTooFast((await within(looksWaitMs, looksOf(env, by)).catch(unanswered('looks'))) ?? 0)
      return within(holdersWaitMs, holders(env, accountId, setArn)).catch(unanswered('holders'))
    },
    principalByEmail: (email) =>
      directory(awsConfig(env)).findUserByEmail(email).catch(unanswered('principalByEmail')),
    hasPrincipal: (principalId) =>
      within(directoryWaitMs, isUser(env, principalId)).catch(unanswered('hasPrincipal')),
  }
}

async function isUser(env: Env, principalId: string): Promise<boolean> {
  return (await directory(awsConfig(env)).userName(principalId)) !== null
}

const analyses = new Map<string, readonly Judged[]>()

/** Straight to AWS: Access Analyzer is no part of what the Gate hands out turns for. */
function analyzing(env: Env): Deps['analyze'] {
  const ask = async (policy: string) => validatePolicy(awsConfig(env), policy)
  return remembering(analyses, (policy) => within(analyzerWaitMs, ask(policy)).catch(unanswered('analyze')))
}

function looksOf(env: Env, { id, aMinute }: Looker): Promise<number> {
  return env.INBOX.getByName(id).lookOnce(aMinute)
}

/** One List through the Gate: asking takes its turn like everybody else. */
async function holders(env: Env, accountId: string, setArn: string) {
  const gate = gateFrom(env)
  const turn = await gate.turn({ kind: 'look', told: null })
  if ('notBefore' in turn) return null
  try {
    return await directory(awsConfig(env)).holders(accountId, setArn)
  } finally {
    await gate.done(turn.lease, false)
  }
}

function configFrom(env: Env): Config {
  const extensions = list(env.EXTENSION_IDS)
  return {
    publicUrl: env.PUBLIC_URL,
    accessPortal: env.ACCESS_PORTAL,
    partition: partitionOf(env.INSTANCE_ARN) ?? 'aws',
    extensionOrigins: extensions.map((id) => `chrome-extension://${id}`),
    extensionPage: env.EXTENSION_PAGE ?? null,
    version,
    signIn: {
      issuer: env.OIDC_ISSUER,
      clientId: env.OIDC_CLIENT_ID,
      clientSecret: env.OIDC_CLIENT_SECRET,
      emailDomains: list(env.EMAIL_DOMAINS),
      redirects: {
        'hallpass-extension': extensions.map((id) => `https://${id}.chromiumapp.org/`),
        'hallpass-cli': [`${env.PUBLIC_URL}/auth/cli`],
      },
    },
  }
}

function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '')
}

/** In a process that serves the API only, poking is a no-op: another process's sweep finds the row by `due_at`. */
function keepersOf(env: Env): Keepers {
  if (env.POKE === 'off') return { hold: async () => {}, end: async () => {} }
  const tell = async (work: Promise<unknown>): Promise<void> => {
    await within(keeperWaitMs, work).catch(unanswered('keeper'))
  }
  return {
    hold: (key, sessions) => tell(env.KEEPER.getByName(key).hold(key, sessions)),
    end: (key, sessions) => tell(env.KEEPER.getByName(key).end(key, sessions)),
  }
}

async function notify(env: Env, people: readonly string[], message?: LiveMessage): Promise<void> {
  await Promise.allSettled(people.map((id) => env.INBOX.getByName(id).notify(message)))
}

async function online(env: Env, people: readonly string[]): Promise<ReadonlySet<string>> {
  const open = await Promise.all(people.map((id) => env.INBOX.getByName(id).isOpen()))
  return new Set(people.filter((_, i) => open[i]))
}

function connect(env: Env, personId: string, until: number, request: Request): Promise<Response> {
  const headers = new Headers(request.headers)
  headers.set('x-until', String(until))
  return env.INBOX.getByName(personId).fetch(new Request(request, { headers }))
}

/** Logged, and answered as not known: whoever asked goes on without. */
function unanswered(what: string) {
  return (error: unknown): null => {
    console.warn('unanswered', { what, error: error instanceof Error ? error.message : String(error) })
    return null
  }
}

/** What the sweep works with: the same database and people, and every keeper by name. */
export function sweepPartsFrom(env: Env, later: (work: Promise<unknown>) => void): SweepParts {
  const { db, now, newId, notify } = depsFrom(env, later)
  const keeper = (key: string) => env.KEEPER.getByName(key)
  return {
    db,
    now,
    newId,
    notify,
    poke: (key) => keeper(key).poke(key),
    end: (key, ends) => keeper(key).end(key, ends),
  }
}
