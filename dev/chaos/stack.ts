import { createClient } from '@libsql/client/http'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertFree } from '../free-port.ts'
import { personalToken } from '../personal-token.ts'
import { loopback, ports } from '../ports.ts'
import { startProgram, type Running } from '../process.ts'
import { foundations, worker, type Service } from '../programs.ts'
import { catalogIsRead, seed } from '../seed.ts'

export const parts = ['worker', 'database', 'sandbox'] as const
export type Part = (typeof parts)[number]

const nameOf: Readonly<Record<Part, string>> = { worker: 'API', database: 'database', sandbox: 'AWS sandbox' }
const api = `http://${loopback}:${ports.api}`
const database = `http://${loopback}:${ports.database}`
/** A call that a killed part has swallowed is given up and made again. */
const answerWithinMs = 10_000

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** The real local stack without the console: parts are killed with their whole group, and started again. */
export class Stack {
  readonly #services: readonly Service[] = [
    ...foundations.filter(({ name }) => name !== 'console replica'),
    worker('API', ports.api),
  ]
  readonly #running = new Map<string, Running>()
  readonly #tokens = new Map<string, string>()
  readonly #say: (line: string) => void

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  async start(emails: readonly string[]): Promise<void> {
    for (const { name, port } of this.#services) await assertFree(port, name)
    for (const { name } of this.#services.slice(0, -1)) await this.#startOne(name)
    await seed(database)
    await allowShortSessions()
    await this.#startOne('API')
    while (!(await catalogIsRead(database))) await sleep(100)
    for (const email of emails) this.#tokens.set(email, await personalToken(api, email))
  }

  async #startOne(name: string): Promise<void> {
    const service = this.#services.find((one) => one.name === name)!
    const onLine = (line: string): void => this.#say(`${name} | ${line}`)
    this.#running.set(name, await startProgram({ ...(await service.program()), onLine }))
  }

  /** SIGKILL to the whole group; resolves once it is gone. */
  async kill(part: Part): Promise<void> {
    await this.#running.get(nameOf[part])!.kill()
  }

  async startAgain(part: Part): Promise<void> {
    await this.#startOne(nameOf[part])
  }

  /** One call of a person; `null` when no answer came, or one that says that a part is down. */
  async call(email: string, path: string, body: object, key: string): Promise<Answer | null> {
    const headers = { authorization: `Bearer ${this.#tokens.get(email)}`, 'idempotency-key': key }
    const init = {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    }
    try {
      const response = await fetch(api + path, init)
      const answer = { status: response.status, body: (await response.json()) as Answer['body'] }
      return answer.status >= 500 ? null : answer
    } catch {
      return null
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((one) => one.stop()))
  }
}

async function allowShortSessions(): Promise<void> {
  const client = createClient({ url: database })
  await client.execute("update settings set value = '1' where name = 'min_seconds'")
  await client.execute("insert or replace into settings (name, value) values ('max_open', '1000')")
  client.close()
}
