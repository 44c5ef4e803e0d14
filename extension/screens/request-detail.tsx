import { useEffect } from 'preact/hooks'
import { waiting } from '../../schema/contract/lifecycle.ts'
import type { Request, RequestWithTimeline } from '../../schema/contract/requests.ts'
import { at, duration } from '../lib/time.ts'
import { setName } from '../lib/set-name.ts'
import { says, t } from '../lib/words.ts'
import { asOf, isOverdue, slowProblem } from '../models/portal/as-of.ts'
import type { One } from '../models/portal/one.ts'
import { under } from '../models/portal/navigation.ts'
import { href } from '../models/portal/route.ts'
import { stripOf } from '../models/portal/strip.ts'
import { now, seen } from '../models/seen.ts'
import { Note } from '../ui/note.tsx'
import { LostSince } from '../ui/lost-since.tsx'
import { Quote } from '../ui/quote.tsx'
import { SessionTimes } from '../ui/session-times.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { StatusLine } from '../ui/status-line.tsx'
import { AsksFor } from './parts/asks-for.tsx'
import { DetailActions } from './parts/detail-actions.tsx'
import { detailFacts } from './parts/detail-facts.tsx'
import { ExactPolicy } from './parts/exact-policy.tsx'
import { NoteForm } from './parts/note-form.tsx'
import { Facts } from './parts/facts.tsx'
import { ListNotice, NoteOf } from './parts/notices.tsx'
import { NavIcon } from './parts/nav-icon.tsx'
import { NoSuchRequest } from './parts/no-such-request.tsx'
import { Strip } from './parts/strip.tsx'
import { Timeline } from './parts/timeline.tsx'
import { useTick } from './parts/use-tick.ts'
import { useOne } from './parts/use-one.ts'
import { useTitle } from './parts/use-title.ts'
import { People } from './parts/who-is-asked.tsx'

/** One request from the asking to the end. */
export function RequestDetail({ id }: { id: string }) {
  const { one, refresh } = useOne(id)
  const { value } = one
  if (value.state === 'refused') return <NoSuchRequest problem={value.problem} again={() => void refresh()} />
  if (value.state === 'loading') return <Loading />
  return <Detail one={value} refresh={refresh} />
}

function Loading() {
  useTitle(t('portal_request'))
  return (
    <>
      <h1 id="title" tabIndex={-1}>
        {t('portal_request')}
      </h1>
      <div class="card waiting">
        <Skeleton rows={4} />
      </div>
    </>
  )
}

type Known = Extract<One, { state: 'partial' | 'ready' }>

function Detail({ one, refresh }: { one: Known; refresh: () => Promise<void> }) {
  const request = asOf<Request | RequestWithTimeline>(one.request, now.value)
  return (
    <>
      <Crumbs request={request} />
      <Headline request={request} full={one.state === 'ready' ? one.request : null} />
      <DetailActions request={request} full={one.state === 'ready' ? one.request : null} refresh={refresh} />
      {one.state === 'ready' && one.request.obstacle && <NoteOf problem={one.request.obstacle} />}
      {one.state === 'ready' && <Strip figures={stripOf(one.request)} />}
      <div class="detail">
        <section class="card" aria-label={t('portal_timeline')}>
          <div class="card-head">
            <h2>{t('portal_timeline')}</h2>
          </div>
          {one.state === 'ready' ? <Timeline timeline={one.request.timeline} /> : <Skeleton rows={2} />}
          {one.state === 'ready' && waiting.has(request.status) && (
            <NoteForm request={request} done={() => void refresh()} />
          )}
          <ListNotice problem={one.problem} again={() => void refresh()} />
        </section>
        <section class="card" aria-label={t('portal_request')}>
          <div class="card-head">
            <h2>{t('portal_request')}</h2>
          </div>
          <Facts kind="stacked" facts={detailFacts(request)} />
          {one.state === 'ready' && one.request.custom && (
            <ExactPolicy request={request} custom={one.request.custom} reading={null} />
          )}
        </section>
      </div>
    </>
  )
}

function Crumbs({ request }: { request: Request }) {
  const own = request.requester.id === seen.value?.me.id
  useEffect(() => {
    under.value = own ? 'requests' : 'history'
    return () => void (under.value = 'requests')
  }, [own])
  return (
    <nav class="crumbs" aria-label={t('portal_crumbs')}>
      <a class="link" href={href({ page: own ? 'requests' : 'history', filter: 'all' })}>
        {t(own ? 'portal_my_requests' : 'portal_request_history')}
      </a>{' '}
      <NavIcon name="right" /> <span>{t('portal_request')}</span>
    </nav>
  )
}

interface HeadlineProps {
  readonly request: Request
  /** Says who may decide; `null` while only storage's part is here. */
  readonly full: RequestWithTimeline | null
}

function Headline({ request, full }: HeadlineProps) {
  const slow = slowProblem(request, now.value)
  const live = request.status === 'active' && !request.session?.lostSince ? request.session : null
  return (
    <header class="headline">
      <StatusLine
        status={request.status}
        overdue={isOverdue(request, now.value)}
        lost={Boolean(request.session?.lostSince)}
      />
      <h1 id="title" tabIndex={-1}>
        <AsksFor request={request} />{' '}
        <span class="for">
          {t('portal_for_short', { duration: duration(request.grantedSeconds ?? request.durationSeconds) })}
        </span>
      </h1>
      {live && <Running session={live} />}
      <p class="second">{says(request, now.value)}</p>
      {full && waiting.has(request.status) && <MayDecide people={full.mayDecide} />}
      {request.session?.lostSince && request.status === 'active' && (
        <LostSince at={request.session.lostSince} now={now.value} />
      )}
      {slow && <NoteOf problem={slow} />}
      <StillHeld request={request} />
      <div class="quoted">
        <Quote text={request.justification} />
      </div>
    </header>
  )
}

/** The answer first: how long it still lasts, and until when. */
function Running({ session }: { session: NonNullable<Request['session']> }) {
  const { activeAt, startsAt, endsAt } = session
  useTick(Date.parse(endsAt))
  return (
    <div class="running">
      <SessionTimes startsAt={activeAt ?? startsAt} endsAt={endsAt} now={now.value} />
    </div>
  )
}

/** Whom it waits for, by name; all of them stand below. */
function MayDecide({ people }: { people: RequestWithTimeline['mayDecide'] }) {
  if (people.length === 0) return null
  return (
    <p>
      {t('portal_decides')} {t('portal_one_of')} <People people={people} count={people.length} />
    </p>
  )
}

/** The session is over and the person is not out: another one, or what is not ours, keeps them in. */
function StillHeld({ request }: { request: Request }) {
  const remains = request.session?.accessRemains
  if (!remains) return null
  const until = request.session?.remainsUntil
  const params = { set: setName(request), time: until ? at(until, now.value) : '' }
  return <Note tone="warning" title={t(`status_remains_${remains}`, params)} />
}
