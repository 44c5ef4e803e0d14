import type { ComponentChildren } from 'preact'
import { t } from '../../lib/text.ts'
import type { Content, Face, Popup } from '../../models/popup.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Approvals } from './approvals.tsx'
import { Cards } from './cards.tsx'
import { EndAccess } from './end-access.tsx'
import { Footer, NoAccess } from './footer.tsx'
import { Header } from './header.tsx'
import { MyRequests } from './my-requests.tsx'
import { SessionCard } from './session-card.tsx'
import { SignIn } from './sign-in.tsx'
import { Trouble } from './trouble.tsx'

/** The answer first: what runs, what waits for me, what I wait for. */
export function PopupPage({ popup, shown }: { popup: Popup; shown: Face }) {
  switch (shown.face) {
    case 'loading':
      return (
        <Frame popup={popup}>
          <Skeleton rows={4} />
        </Frame>
      )
    case 'sign-in':
      return (
        <Frame popup={popup}>
          <SignIn {...shown} signIn={popup.signIn} />
        </Frame>
      )
    case 'ready':
      return <Ready popup={popup} content={shown} />
  }
}

function Frame({ popup, children }: { popup: Popup; children: ComponentChildren }) {
  return (
    <main>
      <Header me={null} asOf={null} signOut={popup.signOut} />
      {children}
    </main>
  )
}

function Ready({ popup, content }: { popup: Popup; content: Content }) {
  const { seen, sessions, toDecide, open, problem, ending } = content
  const empty = sessions.length + toDecide.length + open.length === 0
  return (
    <>
      <main>
        <Header me={seen.me} asOf={content.asOf} signOut={popup.signOut} />
        {problem && !ending && <Trouble problem={problem} popup={popup} />}
        <Cards summary={seen.summary} />
        {empty && <NoAccess />}
        <Sessions popup={popup} content={content} />
        <Approvals requests={toDecide} content={content} />
        <MyRequests requests={open} content={content} popup={popup} />
      </main>
      {!empty && <Footer primary={sessions.length === 0} />}
      {ending && <EndAccess request={ending.request} content={content} popup={popup} />}
    </>
  )
}

function Sessions({ popup, content }: { popup: Popup; content: Content }) {
  if (content.sessions.length === 0) return null
  return (
    <section class="group" aria-label={t('popup_running')}>
      {content.sessions.map((request, index) => (
        <SessionCard
          key={request.id}
          request={request}
          content={content}
          first={index === 0 && request.status === 'active'}
          end={() => popup.askEnd(request)}
        />
      ))}
    </section>
  )
}
