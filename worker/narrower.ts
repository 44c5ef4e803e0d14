import type { Api } from '../schema/contract/api.ts'
import type { Asked, Request } from '../schema/contract/requests.ts'
import { refuseUnfit } from './custom.ts'
import type { RequestFacts } from './db/facts.ts'
import type { Call } from './http/serve.ts'
import { invalid } from './http/refusal.ts'
import { spoken } from './refusals.ts'

type Deciding = Call<Api['decide']>
type Narrower = NonNullable<Request['narrower']>

/** What would do instead goes with a rejection, is a set that may be asked for, and is not longer. */
export function refuseWrongOffer({ input }: Deciding, { request, offered }: RequestFacts): void {
  const { narrower, decision } = input
  if (narrower === undefined) return
  if (decision !== 'reject') throw invalid('narrower', 'Something narrower goes with a rejection.')
  if ((narrower.permissionSetArn === undefined) === (narrower.custom === undefined))
    throw invalid('narrower.permissionSetArn', 'Name a permission set, or define a custom one.')
  if (narrower.permissionSetArn !== undefined && offered === null)
    throw invalid('narrower.permissionSetArn', 'Nobody may ask for this set.')
  if (narrower.custom !== undefined) refuseUnfit(narrower.custom)
  if ((narrower.durationSeconds ?? 0) > request.durationS)
    throw invalid('narrower.durationSeconds', `At most the ${spoken(request.durationS)} that were asked for.`)
}

/** The body of the request that would do, ready to be sent by whoever asked: the rest is as they sent it. */
export function narrowerOf({ input }: Deciding, { request, offered }: RequestFacts): string | null {
  const { narrower } = input
  if (narrower === undefined) return null
  const { custom } = narrower
  const asked: Asked = {
    accountId: request.accountId,
    ...(custom === undefined ? { permissionSetArn: narrower.permissionSetArn } : { custom }),
    durationSeconds: narrower.durationSeconds ?? request.durationS,
    justification: request.justification,
    ...(request.ticket === null ? {} : { ticket: request.ticket }),
    ...(request.deniedAction === null ? {} : { denied: deniedIn(request) }),
  }
  return JSON.stringify({ permissionSetName: custom?.label ?? offered?.name ?? '', asked } satisfies Narrower)
}

function deniedIn({ deniedAction, deniedResource }: RequestFacts['request']): NonNullable<Asked['denied']> {
  return { action: deniedAction ?? '', ...(deniedResource === null ? {} : { resource: deniedResource }) }
}
