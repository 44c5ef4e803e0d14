import type { Hono } from 'hono'
import { api } from '../../schema/contract/api.ts'
import { readCursor } from '../db/keyset.ts'
import { sessionsManagedBy, sessionsOf } from '../db/lists.ts'
import type { AppEnv } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { toPage } from './requests.ts'

/** Running sessions, soonest end first. */
export function sessionRoutes(app: Hono<AppEnv>): void {
  serve(app, api.sessions, async ({ deps, credential, input }) => {
    const now = deps.now()
    const list = input.scope === 'mine' ? sessionsOf : sessionsManagedBy
    const { requesterId } = input
    const page = await list(deps.db, { credential, now, cursor: readCursor(input.after), requesterId })
    return toPage(page, now)
  })
}
