import type { Api } from '../schema/contract/api.ts'
import type { RequestPreview } from '../schema/contract/before-sending.ts'
import { customIn, wantedFrom } from './asking.ts'
import { definitionOf, reviewDefinition } from './custom-review.ts'
import type { Named } from './db/facts.ts'
import type { Call } from './http/serve.ts'
import { factsFor } from './open.ts'
import { longestAllowed } from './policy.ts'
import { atLevels } from './rules/asked.ts'
import { usualTime } from './usual.ts'
import { instant } from './wire.ts'

const shown = 10

/** Who would be asked, and how that usually goes. Refused as the request itself would be, but for what AWS alone knows. */
export async function previewOpen(call: Call<Api['previewOpen']>): Promise<RequestPreview> {
  const { deps, credential } = call
  const input = { ...call.input, justification: call.input.justification ?? '' }
  const custom = await customIn(input)
  const facts = await factsFor({ deps, input, credential, idempotency: null }, custom, 'previewOpen')
  const now = deps.now()
  const { account, set, ruled } = wantedFrom(facts, input, now)
  if (custom !== null) await reviewDefinition(deps.reader, definitionOf(custom), facts.managed)
  const { deciders, seconds } = atLevels(facts, ruled.levels)
  const isAutomatic = ruled.automatic !== null
  return {
    levels: isAutomatic ? 0 : ruled.levels,
    automatic: ruled.automatic,
    instead: ruled.instead,
    because: [...ruled.because],
    ...(isAutomatic ? nobody : await askedOf(deciders, deps.online)),
    second:
      isAutomatic || seconds === null ? null : { asked: seconds.slice(0, shown), askedCount: seconds.length },
    usual: isAutomatic ? null : usualTime(facts.decided, ruled.levels, now),
    windowEndsAt: instant(now + facts.settings.windowSeconds * 1000),
    longest: longestAllowed(account, set, ruled.bound),
    unread: [...facts.unread],
  }
}

const nobody = { asked: [], askedCount: 0, onlineCount: 0 }

/** Of more people than that it is not asked who is online. */
export const lookedAt = 30

async function askedOf(
  deciders: readonly Named[],
  online: Call<Api['previewOpen']>['deps']['online'],
): Promise<Pick<RequestPreview, 'asked' | 'askedCount' | 'onlineCount'>> {
  const there = await online(deciders.slice(0, lookedAt).map(({ id }) => id))
  const people = deciders.map(({ id, name }) => ({ id, name, online: there?.has(id) ?? false }))
  const first = people.toSorted((a, b) => Number(b.online) - Number(a.online))
  return { asked: first.slice(0, shown), askedCount: people.length, onlineCount: there?.size ?? null }
}
