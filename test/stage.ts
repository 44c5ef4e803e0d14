import type { Client } from '@libsql/client'
import type { LiveMessage } from '../schema/contract/live.ts'
import { managedPolicies } from '../dev/managed-policies/read-file.ts'
import { review } from '../schema/policy/review.ts'
import { suggest } from '../schema/policy/suggest/suggest.ts'
import { createApp } from '../worker/app.ts'
import type { Db } from '../worker/db/batch.ts'
import type { Config, Deps, HeldSession } from '../worker/deps.ts'
import { randomId, randomSecret, sha256 } from '../worker/http/hash.ts'
import { lookOnce, noLooks, refuseTooFast, type Looker, type Looks } from '../worker/looking.ts'
import { sweep } from '../worker/sweep.ts'
import { freshDatabase } from './database.ts'
import organisation from './fixtures/organisation.json' with { type: 'json' }

const hour = 3_600_000

export const set = (name: string) => organisation.permissionSets.find((s) => s.name === name)!.arn
export const account = (name: string) => organisation.accounts.find((a) => a.name === name)!.id

export type Who = 'viewer' | 'owner' | 'ssoadmin' | 'admin'
const idOf = (email: string) => `p-${email.split('@')[0]}`

/** The API over a real database in memory, with a clock to turn and the fixture's organisation in it. */
export interface Stage {
  readonly client: Client
  readonly deps: Deps
  /** Milliseconds; add to it to let time pass. */
  clock: number
  /** Runs between the reading and the writing trip of the next call. */
  between: (() => Promise<unknown>) | null
  /** Runs when the next reading trip has been answered. */
  afterReading: (() => void) | null
  readonly trips: { reads: number; writes: number }
  readonly held: { key: string; session: HeldSession }[]
  readonly ended: { key: string; id: string; cause: string }[]
  readonly told: string[]
  /** What was said to whom beside that something changed. */
  readonly messages: { readonly person: string; readonly message: LiveMessage }[]
  holders: { users: Set<string>; groups: Set<string> } | null
  /** Who is in Identity Center; `null`: it does not answer. */
  users: Set<string> | null
  /** How often AWS was asked for each person. */
  readonly looks: Map<string, Looks>
  /** Whose pages are open. */
  online: Set<string> | null
  token(who: Who): Promise<string>
  call(
    who: Who | null,
    verb: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  ask(who: Who, fields?: Record<string, unknown>): Promise<Answer>
  /** What the cron does each minute; keepers are not poked. */
  sweep(): Promise<void>
}
// What comes back is judged by tests field by field.
export interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
  readonly headers: Headers
}

/** `made`: another database that is migrated and empty. */
export async function stage(made: Client | null = null): Promise<Stage> {
  const client = made ?? (await freshDatabase())
  await seed(client)
  const tokens = new Map<Who, string>()
  const self: Stage = {
    client,
    clock: Date.parse('2026-11-23T02:14:00Z'),
    between: null,
    afterReading: null,
    trips: { reads: 0, writes: 0 },
    held: [],
    ended: [],
    told: [],
    messages: [],
    holders: { users: new Set(), groups: new Set() },
    users: new Set(organisation.people.map(({ principalId }) => principalId)),
    looks: new Map(),
    online: new Set(),
    deps: undefined as unknown as Deps,
    async token(who) {
      const known = tokens.get(who)
      if (known) return known
      const token = randomSecret()
      const { clock } = self
      const args = [await sha256(token), `f-${who}`, `p-${who}`, clock, clock, clock + 1000 * hour]
      await client.execute({
        sql: "insert into tokens (hash, kind, family, person_id, client_id, auth_at, proved_at, expires_at) values (?, 'access', ?, ?, 'test', ?, ?, ?)",
        args,
      })
      tokens.set(who, token)
      return token
    },
    async call(who, verb, path, body, headers = {}) {
      const response = await app.request(path, {
        method: verb,
        headers: { ...(who ? { authorization: `Bearer ${await self.token(who)}` } : {}), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const json = (response.headers.get('content-type') ?? '').includes('json')
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text }
    },
    ask: (who, fields = {}) => self.call(who, 'POST', '/v1/requests', { ...wish, ...fields }),
    sweep: () =>
      sweep({ ...self.deps, poke: async () => {}, end: (key, ends) => self.deps.keepers.end(key, ends) }),
  }
  const deps = depsOf(self)
  Object.assign(self, { deps })
  const app = createApp(() => deps)
  return self
}

/** What a viewer asks for unless a test says otherwise. */
export const wish = {
  accountId: account('prod-web'),
  permissionSetArn: set('PowerUser'),
  durationSeconds: 3600,
  justification: 'Orders DB hangs, need to reboot. INC-4412',
}

function depsOf(self: Stage): Deps {
  return {
    db: watched(self),
    config: stageConfig,
    now: () => self.clock,
    newId: randomId,
    newSecret: randomSecret,
    notify: (people, message) => {
      self.told.push(...people)
      if (message) self.messages.push(...people.map((person) => ({ person, message })))
    },
    keepers: {
      hold: async (key, sessions) => void self.held.push(...sessions.map((session) => ({ key, session }))),
      end: async (key, sessions) =>
        void self.ended.push(...sessions.map(({ id, cause }) => ({ key, id, cause }))),
    },
    holders: async (_account, _set, by) => {
      if (by) refuseTooFast(lookedBy(self, by))
      return self.holders
    },
    online: async (people) => self.online && new Set(people.filter((id) => self.online?.has(id))),
    analyze: null,
    reader: { suggest: async (ask) => suggest(ask), review: async (ask) => review(ask) },
    principalByEmail: async (email) =>
      organisation.people.find((p) => p.email === email)?.principalId ?? null,
    hasPrincipal: async (principalId) => self.users && self.users.has(principalId),
    connect: async () => new Response(null, { status: 426 }),
  }
}

/** What a person's inbox counts. */
function lookedBy(self: Stage, { id, aMinute }: Looker): number {
  const { looks, waitMs } = lookOnce(self.looks.get(id) ?? noLooks, { aMinute, now: self.clock })
  self.looks.set(id, looks)
  return waitMs
}

/** Counts the trips, and lets a test change the world between a call's two. */
function watched(self: Stage): Db {
  return {
    async batch(statements, mode) {
      if (mode === 'write' && self.between) {
        const { between } = self
        self.between = null
        await between()
      }
      self.trips[mode === 'write' ? 'writes' : 'reads'] += 1
      const answers = await self.client.batch(statements, mode)
      if (mode === 'read') {
        self.afterReading?.()
        self.afterReading = null
      }
      return answers
    },
  }
}

export const stageConfig: Config = {
  publicUrl: 'http://127.0.0.1:8787',
  accessPortal: organisation.accessPortal,
  partition: 'aws',
  extensionPage: null,
  extensionOrigins: ['chrome-extension://kkdnmnfoidnjfgbgjfmknihfkheokedf'],
  version: 'test',
  signIn: {
    issuer: 'http://127.0.0.1:8790',
    clientId: 'hallpass',
    clientSecret: 'local-secret',
    emailDomains: ['example.com'],
    redirects: { 'hallpass-extension': ['https://kkdnmnfoidnjfgbgjfmknihfkheokedf.chromiumapp.org/'] },
  },
}

async function seed(client: Client): Promise<void> {
  const people = organisation.people.map((p) => ({
    sql: 'insert into people (id, name, email, level, principal_id) values (?, ?, ?, ?, ?)',
    args: [idOf(p.email), p.name, p.email, p.level, p.principalId],
  }))
  const accounts = organisation.accounts.map((a) => ({
    sql: 'insert into accounts (id, name, ou_path, tags_read, sensitive, requestable, management) values (?, ?, ?, 1, ?, ?, ?)',
    args: [a.id, a.name, a.ouPath, Number(a.sensitive), Number(!manages(a.id)), Number(manages(a.id))],
  }))
  const sets = organisation.permissionSets.map((s) => ({
    sql: 'insert into permission_sets (arn, name, session_seconds, policy_hash, requestable, max_seconds, protected) values (?, ?, 3600, ?, ?, ?, ?)',
    args: [
      s.arn,
      s.name,
      `hash-${s.name}`,
      Number(!('jit:protected' in s.tags)),
      s.maxSeconds,
      Number('jit:protected' in s.tags),
    ],
  }))
  const owners = organisation.accounts.flatMap((a) =>
    a.owners.flatMap(peopleBehind).map((email) => ({
      sql: 'insert or ignore into owners (person_id, account_id) values (?, ?)',
      args: [idOf(email), a.id],
    })),
  )
  await client.batch([...people, ...accounts, ...sets, ...ownerRules(), ...owners, ...managed], 'write')
}

/** Those of AWS's policies that the organisation and tests name: all of them are 2 MB. */
const named = new Set([
  ...organisation.permissionSets.flatMap(({ managedPolicyArns }) =>
    managedPolicyArns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1)),
  ),
  'AWSSupportAccess',
])
const managed = managedPolicies()
  .policies.filter(({ arn }) => named.has(arn.slice(arn.lastIndexOf('/') + 1)))
  .map(({ arn, version, document }) => ({
    sql: 'insert into managed_policies (arn, name, version, document) values (?, ?, ?, ?)',
    args: [arn, arn.slice(arn.lastIndexOf('/') + 1), version, document],
  }))

const manages = (id: string) => id === organisation.managementAccountId

/** As people, whoever is named through a group: a test that is about groups brings its own. */
function ownerRules() {
  return organisation.accounts.flatMap(({ id, owners }) =>
    [...new Set(owners.flatMap(peopleBehind))].map((email) => ({
      sql: "insert into owner_rules (account_id, kind, subject_id, at) values (?, 'person', ?, 0)",
      args: [id, idOf(email)],
    })),
  )
}

function peopleBehind(owner: string): string[] {
  if (!owner.startsWith('group:')) return [owner]
  return organisation.groups.find((group) => `group:${group.name}` === owner)!.members
}
