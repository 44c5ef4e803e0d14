import { auditPage, auditQuery } from './audit.ts'
import { previewInput, requestPreview } from './before-sending.ts'
import { catalogPage, catalogQuery, ownedAccountPage, ownedAccountQuery } from './catalog.ts'
import { accountById, accountOwners, applied, applyInput, configState, ownersInput } from './config.ts'
import { endpoint } from './endpoint.ts'
import { adoptInput, finding, findingPage, findingQuery, ignoreInput, removeInput } from './findings.ts'
import { insights, insightsQuery } from './insights.ts'
import {
  activeInput,
  away,
  awayInput,
  issuedToken,
  linkInput,
  liveTicket,
  managedPerson,
  me,
  nothing,
  peoplePage,
  peopleQuery,
  personalToken,
  personalTokenById,
  personalTokenPage,
  personalTokenQuery,
  roleInput,
  summary,
  tokenInput,
} from './people.ts'
import {
  asked,
  decisionInput,
  noteInput,
  releaseInput,
  request,
  requestById,
  requestPage,
  requestQuery,
  requestWithTimeline,
  revokeInput,
  sessionQuery,
} from './requests.ts'
import { ruleBook, rulesInput, rulesPreview } from './rules.ts'
import { policyPage, policyQuery, policyReview, reading, readingById, reviewInput } from './policies.ts'
import { narrower, suggestInput, suggestions } from './suggest.ts'

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
  reading:  endpoint({ verb: 'GET',  path: '/v1/requests/:id/reading',   does: 'Say what the set of a request gives, and what to look at first.', input: readingById, output: reading }),
  narrower: endpoint({ verb: 'GET',  path: '/v1/requests/:id/narrower',  does: 'List narrower sets that would allow what the requester was denied.', input: readingById, output: narrower }),
  policies: endpoint({ verb: 'GET',  path: '/v1/policies',               does: "Search AWS's managed policies by a piece of name.", input: policyQuery, output: policyPage }),
  review:   endpoint({ verb: 'POST', path: '/v1/policies/review',        does: 'Read the policies of a custom set before it is asked for.', input: reviewInput, output: policyReview }),
  suggest:  endpoint({ verb: 'POST', path: '/v1/requests/suggest',       does: 'Say what would allow a denied action, narrowest first, or why no grant will help.', input: suggestInput, output: suggestions }),
  previewOpen: endpoint({ verb: 'POST', path: '/v1/requests/preview',    does: 'Say who would be asked, how long that usually takes, and what bounds the request.', input: previewInput, output: requestPreview }),
  decide:   endpoint({ verb: 'POST', path: '/v1/requests/:id/decision',  does: 'Approve or reject a request.', input: decisionInput, output: request }),
  note:     endpoint({ verb: 'POST', path: '/v1/requests/:id/notes',     does: 'Ask a question about an undecided request, or answer one.', input: noteInput, output: request, status: 201 }),
  withdraw: endpoint({ verb: 'POST', path: '/v1/requests/:id/withdraw',  does: 'Take your own request back before it is granted.', input: requestById, output: request }),
  remind:   endpoint({ verb: 'POST', path: '/v1/requests/:id/remind',    does: 'Remind those who may decide: after 5 minutes, then every 15.', input: requestById, output: request }),
  retry:    endpoint({ verb: 'POST', path: '/v1/requests/:id/retry',     does: 'Try a failed grant again without a new decision.', input: requestById, output: request }),
  release:  endpoint({ verb: 'POST', path: '/v1/sessions/:id/release',   does: 'End your own session early.', input: releaseInput, output: request }),
  revoke:   endpoint({ verb: 'POST', path: '/v1/sessions/:id/revoke',    does: "Take somebody's session away.", input: revokeInput, output: request }),
  findings: endpoint({ verb: 'GET',  path: '/v1/findings',               does: 'List where AWS and Hallpass differ, newest first.', input: findingQuery, output: findingPage }),
  adopt:    endpoint({ verb: 'POST', path: '/v1/findings/:id/adopt',     does: 'Make an assignment that is not ours a session with an end.', input: adoptInput, output: finding }),
  remove:   endpoint({ verb: 'POST', path: '/v1/findings/:id/remove',    does: 'Have an assignment that is not ours removed, or end a session AWS has lost.', input: removeInput, output: finding }),
  ignore:   endpoint({ verb: 'POST', path: '/v1/findings/:id/ignore',    does: 'Leave a finding alone for a time.', input: ignoreInput, output: finding }),
  tokens:   endpoint({ verb: 'POST', path: '/v1/tokens',                 does: 'Issue a personal token for scripts.', input: tokenInput, output: issuedToken, status: 201 }),
  myTokens: endpoint({ verb: 'GET',  path: '/v1/tokens',                 does: "List one's own personal tokens, soonest end first.", input: personalTokenQuery, output: personalTokenPage }),
  endToken: endpoint({ verb: 'POST', path: '/v1/tokens/:id/end',         does: "End a personal token of one's own, with whatever it issued; an Admin ends anybody's.", input: personalTokenById, output: personalToken }),
  live:     endpoint({ verb: 'POST', path: '/v1/live',                   does: 'Get a ticket for the live connection.', input: nothing, output: liveTicket, status: 201 }),
  away:     endpoint({ verb: 'GET',  path: '/v1/away',                   does: 'Say until when the caller is away, and for whom they stand in.', input: nothing, output: away }),
  setAway:  endpoint({ verb: 'PUT',  path: '/v1/away',                   does: 'Be away for a time with a stand-in, or be back.', input: awayInput, output: away }),
  owners:   endpoint({ verb: 'GET',  path: '/v1/accounts/:id/owners',    does: 'Say who owns an account, and through what.', input: accountById, output: accountOwners }),
  setOwners: endpoint({ verb: 'PUT', path: '/v1/accounts/:id/owners',    does: 'Name the owners of an account; an empty list leaves it to its OU.', input: ownersInput, output: accountOwners }),
  people:   endpoint({ verb: 'GET',  path: '/v1/people',                 does: 'List people and their roles, by name.', input: peopleQuery, output: peoplePage }),
  setRole:  endpoint({ verb: 'PUT',  path: '/v1/people/:id/role',        does: "Set somebody's role and flag.", input: roleInput, output: managedPerson }),
  setActive: endpoint({ verb: 'PUT', path: '/v1/people/:id/active',      does: 'Say that somebody left, which ends all their tokens and, within a minute, what they hold; or is back.', input: activeInput, output: managedPerson }),
  setLink:  endpoint({ verb: 'PUT',  path: '/v1/people/:id/link',        does: 'Link somebody to their Identity Center user, who has to exist and be nobody else’s.', input: linkInput, output: managedPerson }),
  config:   endpoint({ verb: 'GET',  path: '/v1/config',                 does: 'List everything an Admin sets.', input: nothing, output: configState }),
  rules:    endpoint({ verb: 'GET',  path: '/v1/rules',                  does: 'List the rules of who may ask for what.', input: nothing, output: ruleBook }),
  setRules: endpoint({ verb: 'PUT',  path: '/v1/rules',                  does: 'Save the rules, all of them; they have no order.', input: rulesInput, output: ruleBook }),
  previewRules: endpoint({ verb: 'POST', path: '/v1/rules/preview',      does: 'Say which requests of the last 30 days would have gone differently.', input: rulesInput, output: rulesPreview }),
  audit:    endpoint({ verb: 'GET',  path: '/v1/audit',                  does: 'List what happened, newest first.', input: auditQuery, output: auditPage }),
  insights: endpoint({ verb: 'GET',  path: '/v1/insights',               does: 'Say what runs now and how the last weeks went, of what the caller may see.', input: insightsQuery, output: insights }),
  applyConfig: endpoint({ verb: 'POST', path: '/v1/config',              does: 'Apply reviewed changes, all of them or none.', input: applyInput, output: applied }),
} as const

export type Api = typeof api
export type EndpointName = keyof Api
