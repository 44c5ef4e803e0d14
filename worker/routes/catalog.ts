import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import type { CatalogAccount } from '../../schema/contract/catalog.ts'
import type { SetRow } from '../db/facts.ts'
import { catalogFor, ownedAccounts, type CatalogFacts, type OwnerRow } from '../db/people.ts'
import { pageSize, writeNameCursor } from '../db/keyset.ts'
import type { AppEnv } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { longestAllowed } from '../policy.ts'
import { instant } from '../wire.ts'
import { thereOf } from '../rules/there.ts'
import { rulingAmong, speakingAt, type Speaking } from '../rules/ruling.ts'

const decidersShown = 3

type CatalogAccounts = CatalogFacts['accounts']

/** What may be asked for, and the accounts one owns. */
export function catalogRoutes(app: Hono<AppEnv>): void {
  serve(app, api.catalog, async ({ deps, credential, input }) => {
    const now = deps.now()
    const facts = await catalogFor(deps.db, {
      credential,
      now,
      q: input.q ?? '',
      after: input.after,
    })
    const page = facts.accounts.slice(0, pageSize)
    const last = page.at(-1)
    return {
      accounts: page.flatMap((account) => accountOf(account, facts, now)),
      next: facts.accounts.length > pageSize && last ? writeNameCursor(last) : null,
      minSeconds: facts.settings.minSeconds,
      windowSeconds: facts.settings.windowSeconds,
    }
  })

  serve(app, api.accounts, async ({ deps, credential, input }) => {
    const { items, more } = await ownedAccounts(deps.db, { credential, now: deps.now(), after: input.after })
    const last = items.at(-1)
    return {
      items: items.map(({ account, owners, ...rest }) => ({
        ...nameOf(account),
        ...rest,
        owners: owners.map(ownerOf),
      })),
      next: more && last ? writeNameCursor(last.account) : null,
    }
  })
}

function ownerOf({ id, name, awayUntil }: OwnerRow) {
  return { id, name, ...(awayUntil === null ? {} : { awayUntil: instant(awayUntil) }) }
}

/** What no rule lets the caller ask for is not shown; a page may be short. */
function accountOf(account: CatalogAccounts[number], facts: CatalogFacts, now: number): CatalogAccount[] {
  const { caller, groups, book, sets } = facts
  const speaking = speakingAt(book.rules, thereOf({ personId: caller.id, groups }, account, now))
  const permissionSets = sets.flatMap((set) => setOf(account, set, speaking))
  if (permissionSets.length === 0 && sets.length > 0) return []
  const { deciders } = account
  const shown = deciders.slice(0, decidersShown)
  return [{ ...nameOf(account), permissionSets, deciders: shown, decidersCount: deciders.length }]
}

function setOf(
  account: CatalogAccounts[number],
  set: SetRow,
  speaking: Speaking,
): CatalogAccount['permissionSets'] {
  const ruling = rulingAmong(speaking, { setArn: set.arn, seconds: 1 })
  if (!ruling.allowed) return []
  const { seconds } = longestAllowed(account, set, ruling.bound)
  return [{ arn: set.arn, name: set.name, maxSeconds: seconds, sealed: set.sealed === 1 }]
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
