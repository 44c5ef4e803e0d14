import { parseArgs } from 'node:util'
import { ports } from '../ports.ts'
import { startConsoleReplica } from './server.ts'

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: String(ports.console) },
    state: { type: 'string', default: '.local' },
  },
})

const replica = await startConsoleReplica({ port: Number(flags.port), stateDir: flags.state })
console.log(`ready https://127.0.0.1:${flags.port} (spki ${replica.spki})`)
