import { parseArgs } from 'node:util'
import { startSandbox } from './start-sandbox.ts'
import { fastLatency } from './world.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8788' },
    state: { type: 'string', default: '.local/sandbox.db' },
    seed: { type: 'string' },
    organisation: { type: 'string' },
    fast: { type: 'boolean', default: false },
  },
})

const sandbox = await startSandbox({
  port: Number(values.port),
  state: values.state,
  ...(values.seed !== undefined && { seed: Number(values.seed) }),
  ...(values.organisation !== undefined && { organisation: values.organisation }),
  ...(values.fast && { latency: fastLatency }),
})
console.log(`ready ${sandbox.url} seed ${sandbox.seed}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
