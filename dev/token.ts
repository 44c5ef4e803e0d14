import { parseArgs } from 'node:util'
import { people } from './people.ts'
import { personalToken } from './personal-token.ts'
import { loopback, ports } from './ports.ts'

const known = people.map(({ email }) => email)

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { api: { type: 'string', default: `http://${loopback}:${ports.api}` } },
  })
  const [email = ''] = positionals
  if (!known.includes(email)) throw new Error(`Whose token? One of ${known.join(', ')}`)
  console.log(await personalToken(values.api, email))
}

await main().catch((error: unknown) => {
  const refused = error instanceof TypeError && error.message === 'fetch failed'
  const message = error instanceof Error ? error.message : String(error)
  console.error(refused ? 'The local stack is not up: run "npm start" first.' : message)
  process.exitCode = 1
})
