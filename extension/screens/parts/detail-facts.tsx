import { waiting } from '../../../schema/contract/lifecycle.ts'
import type { Request, RequestWithTimeline } from '../../../schema/contract/requests.ts'
import { cloudTrailLink, regionOf } from '../../lib/cloudtrail.ts'
import { at, duration, groups, utc } from '../../lib/time.ts'
import { credentialsSay, t } from '../../lib/words.ts'
import { plain } from '../../lib/plain.ts'
import { usable } from '../../models/portal/strip.ts'
import { now } from '../../models/seen.ts'
import { Icon } from '../../ui/icon.tsx'
import { decides } from './decides.tsx'
import type { Fact } from './facts.tsx'
import { setName } from '../../lib/set-name.ts'

/** What was asked for, what was granted, and both ends, each with its time in UTC. */
export function detailFacts(request: Request | RequestWithTimeline): readonly Fact[] {
  const { accountId, accountName, durationSeconds, grantedSeconds, ticket } = request
  const shortened = grantedSeconds !== null && grantedSeconds < durationSeconds
  return [
    [
      t('portal_col_account'),
      <>
        <b>{accountName}</b> <span class="second">{groups(accountId)}</span>
      </>,
    ],
    [t('portal_col_set'), setName(request)],
    [
      t('portal_duration'),
      shortened
        ? t('portal_shortened', { granted: duration(grantedSeconds), asked: duration(durationSeconds) })
        : duration(durationSeconds),
    ],
    ...(ticket ? [[t('portal_ticket'), plain(ticket)] as const] : []),
    ...(request.startsAt ? [[t('portal_start'), <Instant iso={request.startsAt} />] as const] : []),
    ...('mayDecide' in request && waiting.has(request.status) ? decides(request) : []),
    [t('portal_col_asked'), <Instant iso={request.openedAt} />],
    ...sessionFacts(request),
    ...usableFacts(request),
    ...cloudTrailFacts(request),
    [t('portal_reference'), <code>{request.id}</code>],
  ]
}

function sessionFacts(request: Request | RequestWithTimeline): readonly Fact[] {
  const { session } = request
  if (!session) return []
  const { grant, removal } = ('operations' in request && request.operations) || nothing
  const { activeAt, endsAt, endedAt } = session
  const second = credentialsSay(session)
  return [
    ...(activeAt ? [[t('portal_confirmed'), <Instant iso={activeAt} />] as const] : []),
    ...(grant ? [[t('portal_grant_operation'), <code>{plain(grant)}</code>] as const] : []),
    [t('portal_end'), <Instant iso={endsAt} />],
    ...(endedAt ? [[t('portal_removed'), <Instant iso={endedAt} />] as const] : []),
    ...(removal ? [[t('portal_removal_operation'), <code>{plain(removal)}</code>] as const] : []),
    ...(second ? [[t('portal_credentials'), second] as const] : []),
  ]
}

/** While it runs; once it is over this stands with the other figures. */
function usableFacts(request: Request | RequestWithTimeline): readonly Fact[] {
  const figure = 'timeline' in request && !request.session?.endedAt ? usable(request) : null
  return figure ? [[figure.title, `${figure.figure}, ${figure.second}`]] : []
}

const nothing = { grant: null, removal: null }

function cloudTrailFacts(request: Request): readonly Fact[] {
  const link = cloudTrailLink(request)
  if (link === null) return []
  return [
    [
      t('portal_cloudtrail'),
      <>
        <a class="link" href={link} target="_blank" rel="noreferrer">
          {t('portal_cloudtrail_open', { region: regionOf(request) })} <Icon name="open" size={14} />
        </a>
        <div class="second">{t('portal_cloudtrail_where', { account: plain(request.accountName) })}</div>
      </>,
    ],
  ]
}

function Instant({ iso }: { iso: string }) {
  return (
    <time dateTime={iso}>
      {at(iso, now.value)} <span class="second">{utc(iso)}</span>
    </time>
  )
}
