import { settingsOf } from '../configuring.ts'
import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import type { ConfigState } from '../../schema/contract/config.ts'
import { roles } from '../../schema/contract/people.ts'
import { applyConfig, setActive, setAway, setOwners, setRole, showAway, toManaged } from '../administering.ts'
import { configured, type Configured } from '../db/config.ts'
import { ownersSeenBy } from '../db/owners.ts'
import { peopleSeenBy } from '../db/people-list.ts'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/refusal.ts'
import { serve } from '../http/serve.ts'
import { setLink } from '../linking.ts'
import { refsOf } from '../references.ts'
import { writtenRule } from '../rules/writing.ts'
import { previewRules, setRules, showRules } from '../rules/administering.ts'

/** Owners, roles, absences, and what may be asked for. */
export function adminRoutes(app: Hono<AppEnv>): void {
  serve(app, api.away, showAway)
  serve(app, api.setAway, setAway)
  serve(app, api.owners, async ({ deps, credential, input }) => {
    const found = await ownersSeenBy(deps.db, { credential, now: deps.now() }, input.id)
    if (found === null) throw new Refusal('not-found')
    return found
  })
  serve(app, api.setOwners, setOwners)
  serve(app, api.people, async ({ deps, credential, input }) => {
    const { q = '', after } = input
    const { items, next } = await peopleSeenBy(deps.db, { credential, now: deps.now(), q, after })
    return { items: items.map(toManaged), next }
  })
  serve(app, api.setRole, setRole)
  serve(app, api.setActive, setActive)
  serve(app, api.setLink, setLink)
  serve(app, api.config, async ({ deps, credential }) =>
    toState(await configured(deps.db, { credential, now: deps.now() }, 'config')),
  )
  serve(app, api.applyConfig, applyConfig)
  serve(app, api.rules, showRules)
  serve(app, api.setRules, setRules)
  serve(app, api.previewRules, previewRules)
}

function toState(facts: Configured): ConfigState {
  const owners = (rules: Configured['ouRules'], at: string) =>
    refsOf(
      rules.filter((rule) => rule.at === at),
      facts,
    )
  return {
    settings: { windowSeconds: facts.settings.windowSeconds },
    people: facts.people.map(({ id, email, name, level, auditor }) => ({
      id,
      email,
      name,
      role: roles[level] ?? 'viewer',
      auditor: auditor === 1,
    })),
    groups: facts.groups.map(({ name }) => name),
    ous: [...new Set(facts.ouRules.map(({ at }) => at))].map((path) => ({
      path,
      owners: owners(facts.ouRules, path),
    })),
    accounts: facts.accounts.map((account) => ({
      id: account.id,
      name: account.name,
      ouPath: account.ouPath,
      owners: owners(facts.accountRules, account.id),
      ...settingsOf(account),
      management: account.management === 1,
    })),
    permissionSets: facts.sets.map((set) => ({
      arn: set.arn,
      name: set.name,
      requestable: set.requestable === 1,
      maxSeconds: set.maxSeconds,
      protected: set.protected === 1,
    })),
    rules: facts.book.rules.map((rule) => writtenRule(rule, facts)),
  }
}
