import type { Words } from './words.ts'

/** `service:Operation` with a lower-case service, or `null`. The console calls S3 `AWSS3`. */
export function actionOf(word = ''): string | null {
  const [, service, operation] = /^[^A-Za-z\d]*([A-Za-z][A-Za-z\d-]*):([A-Za-z*][\w*]*)/.exec(word) ?? []
  return service && operation && service !== 'arn' ? `${serviceOf(service)}:${operation}` : null
}

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
  const unopened = pairs.filter(([opening]) => !value.includes(opening)).map(([, closing]) => closing)
  const loose = new Set([',', ';', "'", ...unopened])
  let end = quote < 0 ? value.length : quote
  while (end > 0 && (loose.has(value[end - 1]!) || isFullStop(value, end - 1))) end -= 1
  return value.slice(0, end)
}

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
  const [, , , , account = '', ...rest] = arn.split(':')
  const [type, ...path] = rest.join(':').split('/')
  const roleName = type === 'assumed-role' ? path[0] : type === 'role' ? path.at(-1) : undefined
  return {
    principalArn: arn,
    ...(isAccount(account) && { accountId: account }),
    ...(roleName && { roleName, ...permissionSetOf(roleName) }),
  }
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
