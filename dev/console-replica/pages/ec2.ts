import { html } from '../../html.ts'
import { deniedText, errorFlash } from '../alerts.ts'
import type { Page } from '../layout.ts'
import type { ConsoleSession } from '../session.ts'

const instance = 'i-0a1b2c3d4e5f60718'

/** EC2 adds an encoded message and says it in a flashbar. */
export function instancesPage(session: ConsoleSession): Page {
  const resource = `arn:aws:ec2:${session.region}:${session.account.id}:instance/${instance}`
  const because = `because no identity-based policy allows the ec2:StopInstances action. Encoded authorization failure message: ${encoded}`
  const text = `You are not authorized to perform this operation. ${deniedText(session, { action: 'ec2:StopInstances', resource, because })}`
  return {
    title: 'Instances | EC2',
    service: {
      name: 'EC2',
      groups: [
        ['Dashboard', 'Events', 'Instances', 'Instance types', 'Launch templates', 'Spot requests'],
        ['Volumes', 'Snapshots', 'Security groups', 'Load balancers'],
      ],
      here: 'Instances',
    },
    crumbs: [
      { text: 'EC2', path: '/ec2/home' },
      { text: 'Instances', path: '' },
    ],
    main: html`${errorFlash(`Failed to stop the instance ${instance}`, text)}
      <section class="container">
        <div class="container-head">
          <h1>Instances <span class="count">(1)</span></h1>
          <div class="actions">
            <button type="button" class="normal">Connect</button
            ><button type="button" class="normal">Instance state</button
            ><button type="button" class="primary">Launch instances</button>
          </div>
        </div>
        <table>
          <thead>
            <tr>
              <th>Name</th>
              <th>Instance ID</th>
              <th>Instance state</th>
              <th>Instance type</th>
              <th>Availability Zone</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>checkout-1</td>
              <td><a href="#${instance}">${instance}</a></td>
              <td>Running</td>
              <td>m7g.large</td>
              <td>${session.region}a</td>
            </tr>
          </tbody>
        </table>
      </section>`,
  }
}

const encoded = '4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn-abcdefghijklmnopqrstuvwxyzABCDEFGHIJ_1234567890'
