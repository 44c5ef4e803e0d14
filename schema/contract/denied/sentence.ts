import { actionAt, arnIn, principalOf, tidy, type Principal } from './names.ts'
import { causeAt, type Cause } from './reason.ts'
import { resourceAt } from './resource.ts'
import { says, type Words } from './words.ts'

export interface Denial extends Principal, Cause {
  action?: string
  resource?: string
}

/** `User: <who> is not authorized to perform: <action> [on resource: <what>] [<why>]`, found by its middle. */
export function sentenceAt(said: Words, at: number): { denial: Denial; next: number } | null {
  if (!says(said, at, 'not authorized to perform')) return null
  const act = actionAt(said, at + 4)
  const arn = principalBefore(said, at)
  if (!act || !isMeant(said, at, arn)) return null
  const { resource, next } = resourceAt(said, act.next)
  const cause = causeAt(said, next)
  const denial = { ...(arn && principalOf(arn)), action: act.action, ...(resource && { resource }), ...cause }
  return { denial, next }
}

/** Prose has no colon: it counts where somebody is named or the message is nothing else. */
function isMeant({ words }: Words, at: number, arn: string | null): boolean {
  return arn !== null || words[at + 3]!.endsWith(':') || words[at]!.endsWith('Not')
}

/** The ARN before `is not`, over line breaks. */
function principalBefore({ words, keys, opens }: Words, at: number): string | null {
  const last = /^(is|are)$/.test(keys[at - 1] ?? '') ? at - 2 : at - 1
  let tail = ''
  for (let start = last; start >= 0 && start > last - 4; start -= 1) {
    const arn = arnIn(words[start])
    if (arn) return tail ? tidy(arn + tail) : arn
    if (!opens[start]) return null
    tail = words[start]! + tail
  }
  return null
}
