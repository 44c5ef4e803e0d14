import { parseArgs } from 'node:util'
import { ports } from '../ports.ts'
import { startIdentityProvider } from './server.ts'

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: String(ports.identity) },
    state: { type: 'string', default: '.local' },
    'redirect-uri': { type: 'string', multiple: true },
  },
})

const redirectUris = flags['redirect-uri']
const provider = await startIdentityProvider({
  port: Number(flags.port),
  stateDir: flags.state,
  ...(redirectUris && { redirectUris }),
})
console.log(`ready ${provider.issuer}`)
