import { depsFrom, sweepPartsFrom } from './adapters.ts'
import { createApp } from './app.ts'
import type { Env } from './env.ts'
import { sweep } from './sweep.ts'

export { Catalog } from './catalog.ts'
export { Gate } from './gate.ts'
export { Inbox } from './inbox.ts'
export { Keeper } from './keeper.ts'
export { SetWriter } from './set-writer.ts'

const app = createApp(({ env, later }) => depsFrom(env as Env, later))

export default {
  fetch: app.fetch,
  async scheduled(_controller, env, ctx) {
    ctx.waitUntil(env.CATALOG.getByName('catalog').wake())
    await sweep(sweepPartsFrom(env, (work) => ctx.waitUntil(work)))
  },
} satisfies ExportedHandler<Env>
