import type { Finding } from '../findings/findings.ts'
import { readPolicy } from '../read.ts'
import { actionNamed, type NamedAction } from './action-name.ts'
import { needsOf, type Need } from './companions.ts'
import { missingResource, type DeniedResource, type Home } from './denied-resource.ts'

export interface Denied {
  readonly action: NamedAction
  /** The action as the message, or the console, has it. */
  readonly called: string
  readonly resource: DeniedResource
  /** The action of another service that the message names as missing. */
  readonly missing: NamedAction | null
  readonly home: Home
  /** As the message has it. */
  readonly written: string | undefined
}

/** What a draft gives beside the denied action on its resource. */
export interface Companion {
  readonly action: string
  readonly resources: readonly string[]
  readonly because: string
}

export interface Draft {
  /** The policy, as JSON. */
  readonly document: string
  readonly companions: readonly Companion[]
  /** Whether the denial said on which resource; if not, the draft is for every one in the account. */
  readonly resourceIsNamed: boolean
  readonly findings: readonly Finding[]
}

/** The action on its resource, and its companions: nothing else. None where the data does not know the action. */
export function draftFor(denied: Denied): Draft | null {
  if (denied.action.id === null) return null
  const companions = companionsOf(denied)
  const asked = { action: denied.action.name, resources: denied.resource.arns }
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      statement('Asked', asked),
      ...companions.map((one, at) => statement(`Companion${at + 1}`, one)),
    ],
  })
  const { errors, findings } = readPolicy(document)
  if (errors.length > 0) return null
  return { document, companions, resourceIsNamed: denied.resource.isNamed, findings }
}

function companionsOf({ action, called, resource, missing, home, written }: Denied): readonly Companion[] {
  const besides = {
    action: action.name,
    resources: resource.besides,
    because: 'AWS checks the action on these too',
  }
  const named = missing !== null && missing.id !== null ? missing : null
  return [
    ...(resource.besides.length > 0 ? [besides] : []),
    ...(named
      ? [
          {
            action: named.name,
            resources: missingResource(named, written, home),
            because: 'AWS named it as missing',
          },
        ]
      : []),
    ...grouped(needsOf(action.name, called), resource, home),
  ]
}

function grouped(needs: readonly Need[], { arns }: DeniedResource, home: Home): readonly Companion[] {
  return needs
    .filter(({ action }) => actionNamed(action).id !== null)
    .map(({ action, on, because }) => ({
      action,
      resources: on === 'same' ? arns : [filledIn(on, home)],
      because,
    }))
}

function filledIn(on: string, { accountId, partition }: Home): string {
  return on.replace('{partition}', partition).replace('{account}', accountId)
}

function statement(Sid: string, { action, resources }: Pick<Companion, 'action' | 'resources'>): object {
  const [first, ...more] = resources
  return { Sid, Effect: 'Allow', Action: action, Resource: more.length === 0 ? first : resources }
}
