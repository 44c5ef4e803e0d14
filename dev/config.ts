import { parseArgs } from 'node:util'
import { configApi } from './config/api.ts'
import { runConfig } from './config/run.ts'
import { personalToken } from './personal-token.ts'
import { loopback, ports } from './ports.ts'

const usage = `npm run config -- plan FILE                  what would change; changes nothing
npm run config -- apply FILE [--plan NAME]   change it; with NAME exactly that plan, or nothing

  --api URL        another API than the local stack's; it takes the token in HALLPASS_TOKEN,
                   a personal token of an Admin
FILE is JSON as docs/config.schema.json has it: owners, roles, OUs, accounts, permission sets.`

async function main(): Promise<void> {
  const local = `http://${loopback}:${ports.api}`
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { api: { type: 'string', default: local }, plan: { type: 'string' } },
  })
  const [verb, path, ...more] = positionals
  if ((verb !== 'plan' && verb !== 'apply') || path === undefined || more.length > 0) throw new Error(usage)
  const token = process.env['HALLPASS_TOKEN'] ?? (await localToken(values.api, local))
  await runConfig({ verb, path, plan: values.plan ?? null }, configApi(values.api, token), console.log)
}

/** The local stack's own Admin signs in as anybody would. */
async function localToken(api: string, local: string): Promise<string> {
  if (api === local) return personalToken(api, 'admin@example.com')
  throw new Error('Set HALLPASS_TOKEN to a personal token of an Admin.')
}

await main().catch((error: unknown) => {
  const refused = error instanceof TypeError && error.message === 'fetch failed'
  const message = error instanceof Error ? error.message : String(error)
  console.error(refused ? 'The API does not answer; for the local stack run "npm start" first.' : message)
  process.exitCode = 1
})
