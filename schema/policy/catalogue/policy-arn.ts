import { globOf, matches, narrows } from '../meaning/glob.ts'
import { isMighty, isMightyPolicy } from './names.ts'

/** A managed policy of the account's own, told without wildcards or variables: the one limit that can be relied on. */
export function isOwnPolicy(arn: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:policy\/[^*?$]+$/.test(arn)
}

/** May it be attached without harm? Many of AWS's policies are mighty, so a pattern of theirs is no answer. */
export function isModestPolicy(arn: string): boolean {
  const [, account, written] =
    /^arn:[^:]*:iam:[^:]*:([^:]*):policy\/(.*)$/.exec(arn.replaceAll(/\$\{[^{}]*\}/g, '*')) ?? []
  if (account === undefined || written === undefined) return false
  if (account === 'aws' && /[*?]/.test(written)) return false
  const mayBeOfAws = matches(globOf(account), 'aws')
  return narrows(written) && !(mayBeOfAws ? isMightyPolicy(written) : isMighty(written))
}
