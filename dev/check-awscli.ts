import { startSandbox } from './aws-sandbox/start-sandbox.ts'
import { fastLatency } from './aws-sandbox/world.ts'
import { type Cli, clientFor, findClient } from './awscli-client.ts'

/** AWS's own client against the sandbox: what it cannot read, another client could not either. */
const accountId = '222233334444'
const principalId = '90678a1b-1111-4c2d-8e3f-000000000001'
const setName = 'DatabaseAdmin'
const sets = 8
const maxPolls = 50

type Status = { Status: string; RequestId: string }
type Check = (what: string, found: unknown, wanted: unknown) => void
/** The arguments that name the instance, its permission set, and the assignment. */
type Names = { instance: string[]; set: string[]; triple: string[] }

const client = findClient()
if (client === null) process.exit(1)
const sandbox = await startSandbox({ port: 0, state: ':memory:', latency: fastLatency })
const rows: { what: string; found: string; wanted: string; ok: boolean }[] = []
const note: Check = (what, found, wanted) =>
  void rows.push({ what, found: String(found), wanted: String(wanted), ok: found === wanted })

try {
  await checkAll(await clientFor(client, sandbox.url), note)
} finally {
  await sandbox.close()
}
console.table(rows)
process.exit(rows.every(({ ok }) => ok) ? 0 : 1)

async function checkAll(cli: Cli, check: Check): Promise<void> {
  const names = await checkReading(cli, check)
  check('list-account-assignments', await assigned(cli, names), 0)
  await checkOperation(cli, check, names, 'create', 'creation')
  check('list-account-assignments', await assigned(cli, names, 1), 1)
  await checkOperation(cli, check, names, 'delete', 'deletion')
  check('list-account-assignments', await assigned(cli, names, 0), 0)
  const again = await cli('delete-account-assignment', ...names.triple).catch((error: Error) => error.message)
  check('delete-account-assignment again', refusal(again), 'ResourceNotFoundException')
}

async function checkReading(cli: Cli, check: Check): Promise<Names> {
  const { Instances } = await cli<{ Instances: { InstanceArn: string }[] }>('list-instances')
  check('list-instances', Instances.length, 1)
  const instance = ['--instance-arn', Instances[0]?.InstanceArn ?? '']
  const all = await cli<{ PermissionSets: string[] }>('list-permission-sets', ...instance)
  check('list-permission-sets', all.PermissionSets.length, sets)
  const paged = await cli<{ PermissionSets: string[] }>(
    'list-permission-sets',
    ...instance,
    '--page-size',
    '3',
  )
  check('list-permission-sets --page-size 3', new Set(paged.PermissionSets).size, sets)
  const set = [...instance, '--permission-set-arn', await arnNamed(cli, instance, all.PermissionSets)]
  const target = ['--target-type', 'AWS_ACCOUNT', '--target-id', accountId]
  const principal = ['--principal-type', 'USER', '--principal-id', principalId]
  return { instance, set, triple: [...set, ...target, ...principal] }
}

async function arnNamed(cli: Cli, instance: string[], arns: string[]): Promise<string> {
  for (const arn of arns) {
    const args = [...instance, '--permission-set-arn', arn]
    const { PermissionSet } = await cli<{ PermissionSet: { Name: string } }>(
      'describe-permission-set',
      ...args,
    )
    if (PermissionSet.Name === setName) return arn
  }
  throw new Error(`describe-permission-set named no set ${setName}`)
}

async function checkOperation(
  cli: Cli,
  check: Check,
  { instance, triple }: Names,
  verb: 'create' | 'delete',
  noun: 'creation' | 'deletion',
): Promise<void> {
  const started = statusIn(await cli(`${verb}-account-assignment`, ...triple))
  check(`${verb}-account-assignment`, started.Status, 'IN_PROGRESS')
  const id = [`--account-assignment-${noun}-request-id`, started.RequestId]
  const describe = `describe-account-assignment-${noun}-status`
  const ask = async () => statusIn(await cli(describe, ...instance, ...id)).Status
  check(describe, await polled(ask, (status) => status !== 'IN_PROGRESS'), 'SUCCEEDED')
}

/** Lists lag behind operations, so they are asked until they agree. */
async function assigned(cli: Cli, { set }: Names, wanted?: number): Promise<number> {
  const ask = async () => {
    const args = [...set, '--account-id', accountId]
    const answer = await cli<{ AccountAssignments: object[] }>('list-account-assignments', ...args)
    return answer.AccountAssignments.length
  }
  return polled(ask, (found) => wanted === undefined || found === wanted)
}

async function polled<T>(ask: () => Promise<T>, isEnd: (found: T) => boolean): Promise<T> {
  for (let poll = 1; poll < maxPolls; poll += 1) {
    const found = await ask()
    if (isEnd(found)) return found
  }
  return ask()
}

function statusIn(answer: object): Status {
  const [status] = Object.values(answer) as Status[]
  return status ?? { Status: 'no status', RequestId: '' }
}

function refusal(message: unknown): string {
  return /\((\w+)\)/.exec(String(message))?.[1] ?? 'not refused'
}
