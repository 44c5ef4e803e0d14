import { parseArgs } from 'node:util'
import { startLibsql } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8791' },
    file: { type: 'string', default: '.local/libsql/hallpass.db' },
  },
})

const libsql = await startLibsql({ port: Number(values.port), file: values.file })
console.log(`ready ${libsql.url}`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void libsql.close())
