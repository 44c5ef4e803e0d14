import { globOf, type Glob } from './glob.ts'

/** How AWS writes the ARNs of a resource type, from the service on: `iam::${Account}:role/${RoleName}`. */
export interface Template {
  readonly written: string
  /** `*` where the type stands in ARNs of any service. */
  readonly service: string
  readonly resource: Glob
  /** What stands before the name, and between its parts: `table/`, then `/index/`. */
  readonly head: string
  readonly between: readonly string[]
  /** A name without `/`, which no bucket has: of a bucket itself, or of an object's. */
  readonly bucket: 'itself' | 'of-an-object' | null
}

export function templatesOf(written: string): readonly Template[] {
  return written.split(', arn:${Partition}:').map(templateOf)
}

function templateOf(written: string): Template {
  const [service, , , ...rest] = written.replaceAll(/\$\{\w+\}/g, '*').split(':')
  const resource = rest.join(':')
  const [head, ...between] = resource.split('*')
  return {
    written,
    service: service!,
    resource: globOf(resource),
    head: head!,
    between: between.filter((piece) => piece !== ''),
    bucket: bucketIn(written),
  }
}

function bucketIn(written: string): Template['bucket'] {
  if (written === 's3:::${BucketName}') return 'itself'
  return written === 's3:::${BucketName}/${ObjectName}' ? 'of-an-object' : null
}

/**
 * What a pattern says of the resource's name: the rest after the type, without what any ARN of the type
 * has. An object's name here is its bucket's.
 */
export function nameIn(pattern: string, template: Template): string {
  if (template.head === template.resource.text) return pattern
  if (template.bucket) return pattern.split('/')[0]!
  return withoutPieces(afterHead(pattern, template.head), template.between)
}

function afterHead(pattern: string, head: string): string {
  let at = 0
  while (at < head.length && (pattern[at] === head[at] || pattern[at] === '?')) at += 1
  const rest = pattern.slice(at)
  if (at === head.length) return rest
  // A star swallowed the end of the type: `ro*`, `*/name`.
  const stars = /^\**/.exec(rest)![0]
  const tail = rest.slice(stars.length)
  return stars + tail.slice(swallowed(tail, head.slice(at)))
}

/** How much of `tail` is the end of `head` written again after a star. */
function swallowed(tail: string, head: string): number {
  for (let length = head.length; length > 0; length -= 1)
    if (tail.startsWith(head.slice(head.length - length))) return length
  return 0
}

function withoutPieces(name: string, pieces: readonly string[]): string {
  let [kept, rest] = ['', name]
  for (const piece of pieces) {
    const at = rest.indexOf(piece)
    if (at < 0) break
    kept += rest.slice(0, at)
    rest = rest.slice(at + piece.length)
  }
  return kept + rest
}
