import type { Words } from './words.ts'

/** `service:Operation` with a lower-case service, or `null`. The console calls S3 `AWSS3`; `<service:Action>` is a placeholder. */
export function actionOf(word = ''): string | null {
  const found = /^[^A-Za-z\d]*([A-Za-z][A-Za-z\d-]*):([A-Za-z*][\w*]*)/.exec(word.slice(0, longestAction))
  const [all = '', service = '', operation = ''] = found ?? []
  const meant = service !== '' && service !== 'arn' && word[all.length] !== '>'
  return meant ? `${serviceOf(service)}:${operation}` : null
}

/** With room for what a wrapper put before it. */
const longestAction = 200

export function serviceOf(name: string): string {
  const service = name.toLowerCase()
  return service === 'awss3' ? 's3' : service
}

/** Some print `ec2: RunInstances`. */
export function actionAt({ words }: Words, at: number): { action: string; next: number } | null {
  const whole = actionOf(words[at])
  if (whole) return { action: whole, next: at + 1 }
  const parted = words[at]?.endsWith(':') ? actionOf(`${words[at]}${words[at + 1] ?? ''}`) : null
  return parted ? { action: parted, next: at + 2 } : null
}

export function arnIn(word = ''): string | null {
  const start = word.indexOf('arn:')
  return start < 0 ? null : tidy(word.slice(start))
}

/** The value without what the sentence or its wrapper put behind it; an ellipsis and a last `:` are its own. */
export function tidy(value: string): string {
  const quote = value.search(/["`]/)
  const end = quote < 0 ? value.length : quote
  return ",;'.)]}".includes(value[end - 1] ?? ' ') ? trimmed(value, end) : value.slice(0, end)
}

function trimmed(value: string, from: number): string {
  const unopened = pairs.filter(([opening]) => !value.includes(opening)).map(([, closing]) => closing)
  const loose = new Set([' ', ',', ';', "'", ...unopened])
  let end = from
  while (end > from - longestTrim && end > 0 && (loose.has(value[end - 1]!) || isFullStop(value, end - 1)))
    end -= 1
  return value.slice(0, end)
}

const longestTrim = 100

const pairs = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
] as const

function isFullStop(value: string, at: number): boolean {
  return value[at] === '.' && value[at - 1] !== '.'
}

export interface Principal {
  principalArn?: string
  accountId?: string
  roleName?: string
  permissionSet?: string
}

export function principalOf(arn: string): Principal {
  const [, accountId = '', name = ''] = /^arn:[^:]*:[^:]*:[^:]*:([^:]*):([^]*)/.exec(arn) ?? []
  const roleName = roleIn(name)
  return {
    principalArn: arn,
    ...(isAccount(accountId) && { accountId }),
    ...(roleName && { roleName, ...permissionSetOf(roleName) }),
  }
}

/** `assumed-role/NAME/SESSION` or `role/PATH/NAME`. */
function roleIn(name: string): string {
  if (name.startsWith('role/')) return name.slice(name.lastIndexOf('/') + 1)
  const [, role = ''] = /^assumed-role\/([^/]*)/.exec(name) ?? []
  return role
}

export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text)
}

/** Names of sets hold underscores, so the suffix is what follows the last. */
function permissionSetOf(roleName: string): Principal {
  const prefix = 'AWSReservedSSO_'
  const end = roleName.lastIndexOf('_')
  return roleName.startsWith(prefix) && end > prefix.length
    ? { permissionSet: roleName.slice(prefix.length, end) }
    : {}
}
