import { useState } from 'preact/hooks'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/text.ts'
import { type Content, face } from '../../models/popup.ts'
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
export function Popup() {
  const shown = face.value
  switch (shown.face) {
    case 'loading':
      return (
        <Frame>
          <Skeleton rows={4} />
        </Frame>
      )
    case 'sign-in':
      return (
        <Frame>
          <SignIn />
        </Frame>
      )
    case 'ready':
      return <Ready {...shown} />
  }
}

function Frame({ children }: { children: preact.ComponentChildren }) {
  return (
    <main>
      <Header me={null} asOf={null} />
      {children}
    </main>
  )
}

function Ready(content: Content) {
  const { seen, sessions, toDecide, open, problem, asOf } = content
  const [ending, end] = useState<Request | null>(null)
  const empty = sessions.length + toDecide.length + open.length === 0
  return (
    <>
      <main>
        <Header me={seen.me} asOf={asOf} />
        {problem && <Trouble problem={problem} />}
        <Cards summary={seen.summary} />
        {empty && <NoAccess />}
        {sessions.length > 0 && (
          <section class="group" aria-label={t('popup_running')}>
            {sessions.map((request, index) => (
              <SessionCard key={request.id} request={request} first={index === 0} end={end} />
            ))}
          </section>
        )}
        <Approvals requests={toDecide} />
        <MyRequests requests={open} />
      </main>
      {!empty && <Footer primary={sessions.length === 0} />}
      {ending && <EndAccess request={ending} close={() => end(null)} />}
    </>
  )
}
