import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../dev/free-port.ts'
import { personalToken } from '../../dev/personal-token.ts'
import { loopback, ports } from '../../dev/ports.ts'
import { startProgram, type Running } from '../../dev/process.ts'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import organisation from '../fixtures/organisation.json' with { type: 'json' }

export const api = `http://${loopback}:${ports.api}`
export const secondApi = `http://${loopback}:${ports.secondApi}`
export const sandbox = `http://${loopback}:${ports.aws}/_sandbox`
export const libsql = `http://${loopback}:${ports.database}/_libsql`

export type Who = 'viewer' | 'owner' | 'ssoadmin' | 'admin'
export type Part = 'database' | 'AWS sandbox' | 'identity provider' | 'console replica' | 'API' | 'second API'

export const accountId = (name: string) => organisation.accounts.find((a) => a.name === name)!.id
export const setArn = (name: string) => organisation.permissionSets.find((p) => p.name === name)!.arn
export const principal = (who: Who) => organisation.people.find((p) => p.userName === who)!.principalId

// Judged field by field by the tests.
export interface Answer {
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** The real local stack in a folder of its own: real workerd, real libSQL, the sandbox at AWS's pace. */
export interface Stack {
  /** Where everything is kept. */
  readonly folder: string
  /** SIGKILL to one part's whole group. */
  kill(part: Part): Promise<void>
  start(part: Part): Promise<void>
  /** `SIGSTOP` or `SIGCONT` to one part's whole group: it hangs, and goes on. */
  signal(part: Part, signal: NodeJS.Signals): void
  token(who: Who): Promise<string>
  call(who: Who, verb: string, path: string, body?: unknown, at?: string): Promise<Answer>
  /** Asks as viewer and approves as owner. */
  grant(fields: { account: string; set: string; seconds: number }): Promise<string>
  read(id: string): Promise<RequestWithTimeline>
  /** Reads until the status is one of these; throws with what it was after `seconds`. */
  until(id: string, statuses: readonly Request['status'][], seconds?: number): Promise<RequestWithTimeline>
  /** The cron of a process that has none of its own, once. */
  sweep(at: string): Promise<void>
  stop(): Promise<void>
}

export interface StackOptions {
  readonly second?: boolean
  /** Holds alarms and cron, for who counts round trips. */
  readonly still?: boolean
  /** The API asks the second process's reader of policies, not its own: it can be killed, and be made slow. */
  readonly readerApart?: boolean
  /** How often the sweep runs, for who cannot wait a minute. */
  readonly cronSeconds?: number
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { second = false, still = false, readerApart = false, cronSeconds = 60 } = options
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-stack-'))
  process.env['HALLPASS_STATE'] = folder
  const { foundations, worker } = await import('../../dev/programs.ts')
  const { catalogIsRead, seed } = await import('../../dev/seed.ts')
  const cronPorts = { [api]: await freePort(), [secondApi]: await freePort() }
  const quiet = (at: string) => {
    const cron = ['--cron-seconds', '0', '--cron-port', String(cronPorts[at])]
    return ['--var', 'POKE=off', ...cron]
  }
  const readerPort = String(await freePort())
  const reader = readerApart ? ['--reader-at', `${loopback}:${readerPort}`] : []
  const services = [
    ...foundations.filter(({ name }) => name !== 'console replica'),
    worker('API', ports.api, ['--cron-seconds', String(cronSeconds), ...reader]),
    ...(second
      ? [worker('second API', ports.secondApi, [...quiet(secondApi), '--reader-port', readerPort])]
      : []),
  ]
  const running = new Map<string, Running>()
  const tokens = new Map<Who, Promise<string>>()

  const start = async (name: string): Promise<void> => {
    const service = services.find((one) => one.name === name)!
    running.set(name, await startProgram({ ...(await service.program()), onLine: () => {} }))
  }
  const kill = async (name: string): Promise<void> => running.get(name)!.kill()
  const token = (who: Who): Promise<string> => {
    const known = tokens.get(who) ?? personalToken(api, `${who}@example.com`)
    tokens.set(who, known)
    return known
  }
  const call: Stack['call'] = async (who, verb, path, body, at = api) => {
    const response = await fetch(at + path, {
      method: verb,
      headers: { authorization: `Bearer ${await token(who)}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const read = async (id: string): Promise<RequestWithTimeline> =>
    (await call('admin', 'GET', `/v1/requests/${id}`)).body

  for (const { name } of services.filter((one) => !one.name.includes('API'))) await start(name)
  const database = `http://${loopback}:${ports.database}`
  await seed(database)
  for (const { name } of services.filter((one) => one.name.includes('API'))) await start(name)
  while (!(await catalogIsRead(database))) await sleep(100)
  if (still) {
    await kill('API')
    // Objects of its own: the first one's would go on with their alarms.
    const held = worker('API', ports.api, [...quiet(api), '--persist', join(folder, 'still')])
    running.set('API', await startProgram({ ...(await held.program()), onLine: () => {} }))
  }

  return {
    folder,
    kill,
    start,
    signal: (part, signal) => void process.kill(-running.get(part)!.pid, signal),
    token,
    call,
    read,
    grant: async ({ account, set, seconds }) => {
      const wish = {
        accountId: accountId(account),
        permissionSetArn: setArn(set),
        durationSeconds: seconds,
        justification: 'Part of a test of the whole.',
      }
      const asked = await call('viewer', 'POST', '/v1/requests', wish)
      if (asked.status !== 201) throw new Error(JSON.stringify(asked.body))
      const decided = await call('admin', 'POST', `/v1/requests/${asked.body.id}/decision`, {
        decision: 'approve',
        accountName: account,
      })
      if (decided.status !== 200) throw new Error(JSON.stringify(decided.body))
      return asked.body.id
    },
    until: async (id, statuses, seconds = 40) => {
      for (let tries = seconds * 5; ; tries--) {
        const now = await read(id)
        if (statuses.includes(now.status)) return now
        if (tries === 0)
          throw new Error(
            `still ${now.status}, not ${statuses.join(' or ')}: ${JSON.stringify(now.timeline)}`,
          )
        await sleep(200)
      }
    },
    sweep: async (at) => {
      const answer = await fetch(`http://${loopback}:${cronPorts[at]}/cdn-cgi/handler/scheduled`)
      if (!answer.ok) throw new Error(`The sweep of ${at} ended with ${answer.status}`)
    },
    stop: async () => {
      await Promise.all([...running.values()].map((one) => one.stop()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Held {
  readonly accountId: string
  readonly principalId: string
  readonly permissionSetArn: string
}

/** The exact truth of the sandbox, never a stale list. */
export async function holds(who: Who, account: string, set: string): Promise<boolean> {
  const all = (await (await fetch(`${sandbox}/assignments`)).json()) as Held[]
  const wanted = { accountId: accountId(account), principalId: principal(who), permissionSetArn: setArn(set) }
  return all.some((one) => Object.entries(wanted).every(([name, value]) => one[name as keyof Held] === value))
}

export async function control(verb: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: verb,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status, headers } = response
  return { status, headers, body: text === '' ? null : JSON.parse(text) }
}
