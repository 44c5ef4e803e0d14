import { catalogPage, catalogQuery, ownedAccountPage, ownedAccountQuery } from './catalog.ts'
import { endpoint } from './endpoint.ts'
import { adoptInput, finding, findingPage, findingQuery, ignoreInput, removeInput } from './findings.ts'
import { issuedToken, liveTicket, me, nothing, summary, tokenInput } from './people.ts'
import {
  asked,
  decisionInput,
  releaseInput,
  request,
  requestById,
  requestPage,
  requestQuery,
  requestWithTimeline,
  revokeInput,
  sessionQuery,
} from './requests.ts'

/** Every endpoint of the API. The worker mounts them, the extension calls them, `/openapi.json` prints them. */
// oxfmt-ignore
export const api = {
  me:       endpoint({ verb: 'GET',  path: '/v1/me',                     does: 'Say who is asking.', input: nothing, output: me }),
  summary:  endpoint({ verb: 'GET',  path: '/v1/summary',                does: 'Count what the four cards and the badge show.', input: nothing, output: summary }),
  catalog:  endpoint({ verb: 'GET',  path: '/v1/catalog',                does: 'List the accounts and permission sets the caller may ask for.', input: catalogQuery, output: catalogPage }),
  accounts: endpoint({ verb: 'GET',  path: '/v1/accounts',               does: 'List the accounts the caller owns.', input: ownedAccountQuery, output: ownedAccountPage }),
  requests: endpoint({ verb: 'GET',  path: '/v1/requests',               does: 'List requests: mine, to decide, or all the caller may see.', input: requestQuery, output: requestPage }),
  request:  endpoint({ verb: 'GET',  path: '/v1/requests/:id',           does: 'Show one request with its timeline.', input: requestById, output: requestWithTimeline }),
  sessions: endpoint({ verb: 'GET',  path: '/v1/sessions',               does: 'List running sessions, soonest end first.', input: sessionQuery, output: requestPage }),
  open:     endpoint({ verb: 'POST', path: '/v1/requests',               does: 'Ask for access.', input: asked, output: request, status: 201 }),
  decide:   endpoint({ verb: 'POST', path: '/v1/requests/:id/decision',  does: 'Approve or reject a request.', input: decisionInput, output: request }),
  withdraw: endpoint({ verb: 'POST', path: '/v1/requests/:id/withdraw',  does: 'Take your own request back before it is granted.', input: requestById, output: request }),
  retry:    endpoint({ verb: 'POST', path: '/v1/requests/:id/retry',     does: 'Try a failed grant again without a new decision.', input: requestById, output: request }),
  release:  endpoint({ verb: 'POST', path: '/v1/sessions/:id/release',   does: 'End your own session early.', input: releaseInput, output: request }),
  revoke:   endpoint({ verb: 'POST', path: '/v1/sessions/:id/revoke',    does: "Take somebody's session away.", input: revokeInput, output: request }),
  findings: endpoint({ verb: 'GET',  path: '/v1/findings',               does: 'List where AWS and Hallpass differ, newest first.', input: findingQuery, output: findingPage }),
  adopt:    endpoint({ verb: 'POST', path: '/v1/findings/:id/adopt',     does: 'Make an assignment that is not ours a session with an end.', input: adoptInput, output: finding }),
  remove:   endpoint({ verb: 'POST', path: '/v1/findings/:id/remove',    does: 'Have an assignment that is not ours removed, or end a session AWS has lost.', input: removeInput, output: finding }),
  ignore:   endpoint({ verb: 'POST', path: '/v1/findings/:id/ignore',    does: 'Leave a finding alone for a time.', input: ignoreInput, output: finding }),
  tokens:   endpoint({ verb: 'POST', path: '/v1/tokens',                 does: 'Issue a personal token for scripts.', input: tokenInput, output: issuedToken, status: 201 }),
  live:     endpoint({ verb: 'POST', path: '/v1/live',                   does: 'Get a ticket for the live connection.', input: nothing, output: liveTicket, status: 201 }),
} as const

export type Api = typeof api
export type EndpointName = keyof Api
