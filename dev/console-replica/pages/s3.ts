import { html } from '../../html.ts'
import { replacedAlert } from '../alerts.ts'
import type { Page } from '../layout.ts'
import type { ConsoleSession } from '../session.ts'

/** A deny from above the account: no permission set helps, and the text names the policy. */
export function bucketsPage(session: ConsoleSession): Page {
  const because =
    'with an explicit deny in a service control policy: arn:aws:organizations::101010101010:policy/o-exampleorgid/service_control_policy/p-examplepol1'
  const denied = { action: 's3:ListAllMyBuckets', resource: '*', because }
  return {
    title: 'S3 buckets',
    service: {
      name: 'Amazon S3',
      groups: [['Buckets', 'Access grants', 'Access points', 'Batch operations']],
      here: 'Buckets',
    },
    crumbs: [
      { text: 'Amazon S3', path: '/s3/buckets' },
      { text: 'Buckets', path: '' },
    ],
    main: html`<h1>Buckets</h1>
      ${replacedAlert(session, 'You don’t have permissions to list buckets', denied)}
      <section class="container">
        <div class="container-head"><h2>General purpose buckets</h2></div>
        <p>No buckets to show.</p>
      </section>`,
  }
}
