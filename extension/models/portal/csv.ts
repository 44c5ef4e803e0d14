import type { Request } from '../../../schema/contract/requests.ts'

/** Each column's name and what stands in it. Instants are RFC 3339 in UTC, as on the wire. */
const columns: Readonly<Record<string, (request: Request) => string | number | boolean | null | undefined>> =
  {
    id: (r) => r.id,
    status: (r) => r.status,
    kind: (r) => r.kind,
    account_id: (r) => r.accountId,
    account_name: (r) => r.accountName,
    sensitive: (r) => r.sensitive,
    permission_set: (r) => r.permissionSetName,
    requester_id: (r) => r.requester.id,
    requester: (r) => r.requester.name,
    asked_seconds: (r) => r.durationSeconds,
    granted_seconds: (r) => r.grantedSeconds,
    justification: (r) => r.justification,
    ticket: (r) => r.ticket,
    denied_action: (r) => r.denied?.action,
    denied_resource: (r) => r.denied?.resource,
    asked_at_utc: (r) => r.openedAt,
    decision: (r) => r.decision?.decision,
    decided_by_id: (r) => r.decision?.by.id,
    decided_by: (r) => r.decision?.by.name,
    decided_at_utc: (r) => r.decision?.at,
    decision_comment: (r) => r.decision?.comment,
    granted_by_rule: (r) => r.rule,
    starts_at_utc: (r) => r.session?.startsAt,
    ends_at_utc: (r) => r.session?.endsAt,
    confirmed_at_utc: (r) => r.session?.activeAt,
    removed_at_utc: (r) => r.session?.endedAt,
    credentials_until_utc: (r) => r.session?.credentialsUntil,
    ended_by: (r) => r.ending?.by?.name,
    end_reason: (r) => r.ending?.reason,
    failure: (r) => r.failure,
  }

/** RFC 4180: a head, lines that end in CRLF, every cell in quotes: none ends where a spreadsheet takes `;` for the end. */
export function csvOf(requests: readonly Request[]): string {
  const head = Object.keys(columns)
  const rows = requests.map((request) => Object.values(columns).map((of) => of(request)))
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** Where a line of a cell begins with what a spreadsheet would run, also behind blanks, which some drop. */
const formula = /(^|\r\n?|[\n\u2028\u2029])(?=[^\S\r\n]*[=+\-@＝＋－＠]|\t)/gu

/** What a spreadsheet would run is taken for text: what people typed stands in these cells (OWASP, CSV injection). */
function cell(value: string | number | boolean | null | undefined): string {
  const text = typeof value === 'string' ? value.replaceAll(formula, "$1'") : String(value ?? '')
  return `"${text.replace(/^(?=[\r\n])/, "'").replaceAll('"', '""')}"`
}

/** One request a line, as the API answers it. */
export function jsonLinesOf(requests: readonly Request[]): string {
  return requests.map((request) => `${JSON.stringify(request)}\n`).join('')
}
