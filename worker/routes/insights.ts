import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { insightsFor, type InsightFacts } from '../db/insights.ts'
import type { AppEnv } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { decisionsOf, heldSince, insightsMs } from '../insights.ts'
import { instant, toWire } from '../wire.ts'

/** What runs and how it went, for people to look at. */
export function insightRoutes(app: Hono<AppEnv>): void {
  serve(app, api.insights, async ({ deps, credential, input }) => {
    const now = deps.now()
    const facts = await insightsFor(deps.db, { credential, now, since: now - insightsMs })
    return {
      at: instant(now),
      from: instant(facts.from),
      isCut: facts.isCut,
      running: facts.running.map((row) => toWire(row, now)),
      more: facts.more,
      decisions: decisionsOf(facts.past, input.zone ?? 'UTC'),
      held: heldSince(facts.from, now, [...facts.past, ...runningBefore(facts)]),
    }
  })
}

/** Sessions asked for earlier that still run. */
function runningBefore({ running, from }: InsightFacts) {
  return running.filter(({ openedAt }) => openedAt < from)
}
