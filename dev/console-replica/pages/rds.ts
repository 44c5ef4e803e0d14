import { html, type Html } from '../../html.ts'
import { deniedText, errorAlert } from '../alerts.ts'
import type { Page } from '../layout.ts'
import type { ConsoleSession } from '../session.ts'

const service = {
  name: 'Amazon RDS',
  groups: [
    [
      'Dashboard',
      'Databases',
      'Query editor',
      'Performance insights',
      'Snapshots',
      'Exports',
      'Automated backups',
      'Reserved instances',
      'Proxies',
    ],
    ['Subnet groups', 'Parameter groups', 'Option groups', 'Events'],
  ],
  here: 'Databases',
}

const databases = [
  { id: 'orders', role: 'Instance', engine: 'PostgreSQL', zone: 'b', size: 'db.r6g.xlarge', cpu: '34%' },
  {
    id: 'orders-replica',
    role: 'Replica',
    engine: 'PostgreSQL',
    zone: 'c',
    size: 'db.r6g.xlarge',
    cpu: '12%',
  },
  { id: 'ledger', role: 'Instance', engine: 'PostgreSQL', zone: 'a', size: 'db.r6g.2xlarge', cpu: '41%' },
  { id: 'refunds', role: 'Instance', engine: 'MySQL', zone: 'a', size: 'db.t4g.large', cpu: '8%' },
  { id: 'risk-scores', role: 'Instance', engine: 'PostgreSQL', zone: 'c', size: 'db.r6g.large', cpu: '19%' },
]

const mayReboot = new Set(['DatabaseOperator', 'DatabaseAdmin', 'PowerUser', 'AdministratorAccess'])

export function databasesPage(session: ConsoleSession): Page {
  return {
    title: 'Databases | Aurora and RDS',
    service,
    crumbs: [
      { text: 'RDS', path: '/rds/home' },
      { text: 'Databases', path: '' },
    ],
    main: html`<section class="container">
      <div class="container-head">
        <h1>Databases <span class="count">(${databases.length})</span></h1>
        <div class="actions">
          <button type="button" class="normal">Modify</button
          ><a class="normal" href="/rds/home/reboot?${session.query}" data-spa>Reboot</a
          ><button type="button" class="primary">Create database</button>
        </div>
      </div>
      <label class="filter"
        ><input type="search" placeholder="Filter by databases" aria-label="Filter by databases"
      /></label>
      <table>
        <thead>
          <tr>
            <th>DB identifier</th>
            <th>Status</th>
            <th>Role</th>
            <th>Engine</th>
            <th>Region &amp; AZ</th>
            <th>Size</th>
            <th>CPU</th>
          </tr>
        </thead>
        <tbody>
          ${databases.map((database) => row(database, session))}
        </tbody>
      </table>
    </section>`,
  }
}

function row(database: (typeof databases)[number], { region, query }: ConsoleSession): Html {
  const { id, role, engine, zone, size, cpu } = database
  return html`<tr>
    <td><a href="/rds/home/reboot?${query}" data-spa>${id}</a></td>
    <td>Available</td>
    <td>${role}</td>
    <td>${engine}</td>
    <td>${region}${zone}</td>
    <td>${size}</td>
    <td>${cpu}</td>
  </tr>`
}

/** Denied from the start for a role that may not reboot: what a person sees after Confirm. */
export function rebootPage(session: ConsoleSession): Page {
  const may = mayReboot.has(session.role)
  return {
    title: 'Reboot DB instance | Aurora and RDS',
    service,
    crumbs: [
      { text: 'RDS', path: '/rds/home' },
      { text: 'Databases', path: '/rds/home' },
      { text: 'orders', path: '/rds/home' },
      { text: 'Reboot', path: '' },
    ],
    main: html`<div class="form">
      <h1>Reboot DB instance</h1>
      ${may ? [] : rebootDenied(session)}
      <section class="container">
        <h2>DB instances</h2>
        <p>You have chosen to reboot the following DB instances.</p>
        <table>
          <thead>
            <tr>
              <th>DB identifier</th>
              <th>Role</th>
              <th>Engine</th>
              <th>Region &amp; AZ</th>
              <th>Size</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td><a href="/rds/home?${session.query}" data-spa>orders</a></td>
              <td>Instance</td>
              <td>PostgreSQL</td>
              <td>${session.region}b</td>
              <td>db.r6g.xlarge</td>
            </tr>
          </tbody>
        </table>
      </section>
      <section class="container">
        <h2>Options</h2>
        <label class="checkbox"><input type="checkbox" /> Reboot with failover</label>
        <p class="hint">Moves to the standby in another Availability Zone during the reboot.</p>
      </section>
      <div class="form-actions">
        <a class="link" href="/rds/home?${session.query}" data-spa>Cancel</a>${confirm(may)}
      </div>
    </div>`,
  }
}

function confirm(may: boolean): Html {
  return may
    ? html`<button type="button" class="primary">Confirm</button>`
    : html`<button type="button" class="primary" disabled>Confirm</button>`
}

function rebootDenied(session: ConsoleSession): Html {
  const resource = `arn:aws:rds:${session.region}:${session.account.id}:db:orders`
  return errorAlert(
    'Failed to reboot DB instance orders',
    deniedText(session, { action: 'rds:RebootDBInstance', resource }),
  )
}
