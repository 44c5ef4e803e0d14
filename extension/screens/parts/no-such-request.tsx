import { problemWords, t } from '../../lib/words.ts'
import { href } from '../../models/portal/route.ts'
import { keyOf, type Problem } from '../../models/portal/trouble.ts'
import { ListNotice } from './notices.tsx'
import { PageHead } from './page-head.tsx'

/** Nothing of it is stored and it could not be read: it is not there, or the network is not. */
export function NoSuchRequest({ problem, again }: { problem: Problem; again: () => void }) {
  if (keyOf(problem) === 'not-found') {
    const { title, detail } = problemWords(problem)
    return (
      <>
        <PageHead title={title} sub={detail} />
        <a class="link" href={href({ page: 'requests', filter: 'all' })}>
          {t('portal_my_requests')}
        </a>
      </>
    )
  }
  return (
    <>
      <PageHead title={t('portal_request')} />
      <ListNotice problem={problem} again={again} />
    </>
  )
}
