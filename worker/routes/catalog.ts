import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { SetRow } from '../db/facts.ts'
import { catalogFor, ownedAccounts, type CatalogFacts } from '../db/people.ts'
import { pageSize, writeNameCursor } from '../db/keyset.ts'
import type { AppEnv } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { longestAllowed } from '../policy.ts'

const decidersShown = 3

/** What may be asked for, and the accounts one owns. */
export function catalogRoutes(app: Hono<AppEnv>): void {
  serve(app, api.catalog, async ({ deps, credential, input }) => {
    const facts = await catalogFor(deps.db, {
      credential,
      now: deps.now(),
      q: input.q ?? '',
      after: input.after,
    })
    const page = facts.accounts.slice(0, pageSize)
    const last = page.at(-1)
    return {
      accounts: page.map((account) => accountOf(account, facts.sets)),
      next: facts.accounts.length > pageSize && last ? writeNameCursor(last) : null,
      minSeconds: facts.settings.minSeconds,
      windowSeconds: facts.settings.windowSeconds,
    }
  })

  serve(app, api.accounts, async ({ deps, credential, input }) => {
    const { items, more } = await ownedAccounts(deps.db, { credential, now: deps.now(), after: input.after })
    const last = items.at(-1)
    return {
      items: items.map(({ account, ...rest }) => ({ ...nameOf(account), ...rest })),
      next: more && last ? writeNameCursor(last.account) : null,
    }
  })
}

function accountOf(account: CatalogFacts['accounts'][number], sets: readonly SetRow[]): CatalogAccount {
  return {
    ...nameOf(account),
    permissionSets: sets.map((set) => ({
      arn: set.arn,
      name: set.name,
      maxSeconds: longestAllowed(account, set).seconds,
      sealed: set.sealed === 1,
    })),
    deciders: account.deciders.slice(0, decidersShown),
    decidersCount: account.deciders.length,
  }
}

function nameOf({
  id,
  name,
  ouPath,
  sensitive,
}: {
  id: string
  name: string
  ouPath: string | null
  sensitive: number
}) {
  return { id, name, ouPath, sensitive: sensitive === 1 }
}
