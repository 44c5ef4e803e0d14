import { html, type Html } from '../../html.ts'
import type { Page } from '../layout.ts'
import { accounts, type ConsoleSession } from '../session.ts'

const samples = [
  { path: '/rds/home', text: 'RDS: databases' },
  { path: '/rds/home/reboot', text: 'RDS: a reboot that is denied' },
  { path: '/ec2/home', text: 'EC2: a stop that is denied, in a flashbar' },
  { path: '/s3/buckets', text: 'S3: denied by a service control policy' },
  { path: '/cloudwatch/home', text: 'CloudWatch: denied inside a frame' },
]

export function homePage(session: ConsoleSession): Page {
  return {
    title: 'Console Home',
    service: { name: 'Console Home', groups: [['Dashboard']], here: 'Dashboard' },
    crumbs: [{ text: 'Console Home', path: '' }],
    main: html`<h1>Console Home</h1>
      <section class="container">
        <h2>Pages of this replica</h2>
        <ul>
          ${samples.map((sample) => pageLink(sample, session))}
        </ul>
      </section>
      <section class="container">
        <h2>Accounts</h2>
        <ul>
          ${accounts.map((account) => accountLink(account, session))}
        </ul>
      </section>`,
  }
}

function pageLink({ path, text }: (typeof samples)[number], { query }: ConsoleSession): Html {
  return html`<li><a href="${path}?${query}" data-spa>${text}</a></li>`
}

function accountLink({ id, name }: (typeof accounts)[number], { role, userName }: ConsoleSession): Html {
  const query = String(new URLSearchParams({ account: id, role, as: userName }))
  return html`<li><a href="/console/home?${query}">${name}</a> ${id}</li>`
}
