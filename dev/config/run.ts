import type { Change, ConfigState } from '../../schema/contract/config.ts'
import { ApiRefusal, type ConfigApi } from './api.ts'
import { callsFor, changesFor, nameOf } from './plan.ts'
import { readConfig, unknownIn, type Fault, type Read } from './read-file.ts'
import { counted, shown } from './show.ts'

export interface Wanted {
  readonly verb: 'plan' | 'apply'
  readonly path: string
  /** The plan somebody reviewed; applied as it is, or not at all. */
  readonly plan: string | null
}
type Say = (line: string) => void

/** A plan, or what became of it. Throws when it is not applied as a whole, with what to do. */
export async function runConfig({ verb, path, plan }: Wanted, api: ConfigApi, say: Say): Promise<void> {
  const read = readConfig(path)
  const state = await api.state()
  read.refuse(unknownIn(read.file, state))
  const changes = changesFor(read.file, state)
  const name = nameOf(changes)
  if (verb === 'apply') refuseOther(plan, name, path)
  for (const line of shown(changes, state)) say(line)
  if (verb === 'plan') return endPlan({ changes, state, read, path, name, api, say })
  await apply(changes, api, say)
}

interface Planned {
  readonly changes: readonly Change[]
  readonly state: ConfigState
  readonly read: Read
  readonly path: string
  readonly name: string
  readonly api: ConfigApi
  readonly say: Say
}

async function endPlan({ changes, read, path, name, api, say }: Planned): Promise<void> {
  // People come first in the calls, and only of them the API knows more than the state says: who is the last Admin.
  const people = changes.filter(({ what }) => what === 'person').slice(0, 500)
  if (people.length > 0)
    await api.apply(people, { dryRun: true }).catch((error: unknown) => {
      if (error instanceof ApiRefusal) read.refuse([faultOf(error, people)])
      throw error
    })
  if (changes.length === 0) say('Nothing to change.')
  else {
    say(`Plan ${name}: ${counted(changes)} would change. Nothing was changed.`)
    say(`To apply exactly this: npm run config -- apply ${path} --plan ${name}`)
  }
}

function faultOf({ refused }: ApiRefusal, changes: readonly Change[]): Fault {
  const key = changes[Number(/^changes\.(\d+)/.exec(refused.field ?? '')?.[1] ?? -1)]?.key
  return { path: 'people', what: key === undefined ? refused.detail : `${key}: ${refused.detail}` }
}

function refuseOther(plan: string | null, name: string, path: string): void {
  if (plan === null || plan === name) return
  throw new Error(
    `This is not plan ${plan} any more: the file or what is set has changed since.\nReview it again: npm run config -- plan ${path}`,
  )
}

async function apply(changes: readonly Change[], api: ConfigApi, say: Say): Promise<void> {
  const calls = callsFor(changes)
  let done = 0
  for (const call of calls) {
    try {
      done += (await api.apply(call)).applied
    } catch (error) {
      throw stopped(error, { call, done, of: changes.length })
    }
  }
  say(
    changes.length === 0
      ? 'Nothing to change.'
      : `Applied: ${counted(changes)}, in ${calls.length} ${calls.length === 1 ? 'call' : 'calls'}.`,
  )
}

function stopped(
  error: unknown,
  { call, done, of }: { call: readonly Change[]; done: number; of: number },
): Error {
  const field = error instanceof ApiRefusal ? error.refused.field : null
  const at = call[Number(/^changes\.(\d+)/.exec(field ?? '')?.[1] ?? -1)]
  const where = at === undefined ? '' : ` at ${at.what} ${at.key}`
  const what = error instanceof Error ? error.message : String(error)
  return new Error(
    `Stopped${where}: ${what}\n${done} of ${of} changes are applied, and stand. Run plan again to see what is left.`,
  )
}
