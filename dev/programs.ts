import { loopback, ports } from './ports.ts'
import type { Program } from './process.ts'
import { workerVars } from './worker-vars.ts'

/** A part of the local stack: who it is, where it listens, how it is started. */
export interface Service {
  name: string
  port: number
  url: string
  /** Asked for when it is its turn, because the worker's variables come from what runs already. */
  program(): Promise<Program>
}

/** Where everything is kept: tests take a folder of their own. */
const state = process.env['HALLPASS_STATE'] ?? '.local'

/** What needs nothing else to run. */
export const foundations: readonly Service[] = [
  service('database', ports.database, 'dev/libsql/main.ts', ['--file', `${state}/libsql/hallpass.db`]),
  service('AWS sandbox', ports.aws, 'dev/aws-sandbox/main.ts', ['--state', `${state}/sandbox.db`]),
  service('identity provider', ports.identity, 'dev/identity/main.ts', ['--state', state]),
  service('console replica', ports.console, 'dev/console-replica/main.ts', ['--state', state], 'https'),
]

export function worker(name: string, port: number, more: readonly string[] = []): Service {
  return {
    name,
    port,
    url: `http://${loopback}:${port}`,
    program: async () => {
      const vars = Object.entries(await workerVars(port)).flatMap(([key, value]) => [
        '--var',
        `${key}=${value}`,
      ])
      const persist = ['--persist', `${state}/worker-${port}`]
      return program(name, ['dev/worker.ts', '--port', String(port), ...persist, ...vars, ...more])
    },
  }
}

function service(
  name: string,
  port: number,
  script: string,
  args: readonly string[],
  scheme = 'http',
): Service {
  return {
    name,
    port,
    url: `${scheme}://${loopback}:${port}`,
    program: async () => program(name, [script, '--port', String(port), ...args]),
  }
}

/** Its own `ready` line is left out: the last one is the stack's. */
function program(name: string, args: readonly string[]): Program {
  const onLine = (line: string): void => {
    if (!/^(ready\b|oidc-provider WARNING)/.test(line)) console.error(`${name} | ${line}`)
  }
  return { name, args, onLine }
}
