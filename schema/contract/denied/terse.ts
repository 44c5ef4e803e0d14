import { actionAt, tidy } from './names.ts'
import { says, type Words } from './words.ts'

/** What the messages tell that do not say who, what and why. */
export interface Terse {
  /** Access was denied, whatever else is known. */
  denied?: true
  encoded?: true
  /** Named beside the denial, not by it. */
  action?: string
  operation?: string
  /** Go's SDK names the operation before the error. */
  attempted?: string
}

export function terseAt(said: Words, at: number, terse: Terse): void {
  if (isRefusal(said, at)) terse.denied = true
  if (isEncoded(said, at)) terse.encoded = true
  const action = besideAt(said, at)
  if (action) terse.action ??= action
  operationAt(said, at, terse)
}

function isRefusal(said: Words, at: number): boolean {
  return (
    says(said, at, 'are not authorized to perform this') ||
    says(said, at, 'have access to kubernetes objects') ||
    isErrorCode(said, at)
  )
}

const code =
  /^(?:<Error>)?(?:<Code>)?"?(?:Client\.)?(?:AccessDenied(?:Exception)?|UnauthorizedOperation|AuthorizationError)[:"',;]*$/

/** As an error prints it: prose and programs name these codes too. */
function isErrorCode({ words }: Words, at: number): boolean {
  const word = words[at]!
  if (word.length > 60 || !code.test(word)) return false
  return word.endsWith(':') || word.startsWith('<') || /code"?:$/i.test(words[at - 1]?.slice(-6) ?? '')
}

function isEncoded(said: Words, at: number): boolean {
  return (
    says(said, at, 'encoded authorization failure message') &&
    said.words[at + 3]!.endsWith(':') &&
    said.words[at + 4] !== undefined
  )
}

/** CloudFormation's `API: <action>`, S3's `to allow the <action> action`, EC2's `Failed to stop the instance`. */
function besideAt(said: Words, at: number): string | null {
  if (said.words[at] === 'API:') return actionAt(said, at + 1)?.action ?? null
  if (says(said, at, 'permissions to allow the')) return actionAt(said, at + 4)?.action ?? null
  return says(said, at, 'failed to') && /^the instances?$/.test(`${said.keys[at + 3]} ${said.keys[at + 4]}`)
    ? (ofInstances[said.keys[at + 2]!] ?? null)
    : null
}

const ofInstances: Record<string, string> = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  hibernate: 'ec2:StopInstances',
  reboot: 'ec2:RebootInstances',
  terminate: 'ec2:TerminateInstances',
}

const codes =
  /^(accessdenied(exception)?|(client\.)?unauthorizedoperation|authorizationerror|forbidden(exception)?|403)$/

function operationAt(said: Words, at: number, terse: Terse): void {
  const { words, keys } = said
  if (says(said, at, 'operation error')) terse.attempted = tidy(words[at + 3] ?? '')
  const isApi = says(said, at, 'api error') && codes.test(keys[at + 2] ?? '')
  const isCli =
    says(said, at, 'when calling the') && codes.test(keys[at - 1] ?? '') && keys[at + 4] === 'operation'
  const isStack = said.words[at] === 'API:' && says(said, at + 2, 'access denied')
  if (!isApi && !isCli && !isStack) return
  terse.denied = true
  const operation = isCli ? words[at + 3] : isApi ? terse.attempted : undefined
  if (operation) terse.operation ??= operation
}
