import { html } from '../../html.ts'
import { deniedText, errorAlert } from '../alerts.ts'
import type { Page } from '../layout.ts'
import type { ConsoleSession } from '../session.ts'

/** CloudWatch shows its logs in a same-origin frame: the denial is inside it. */
export function logsPage({ query }: ConsoleSession): Page {
  return {
    title: 'CloudWatch',
    service: {
      name: 'CloudWatch',
      groups: [['Dashboards', 'Alarms', 'Log groups', 'Metrics']],
      here: 'Log groups',
    },
    crumbs: [
      { text: 'CloudWatch', path: '/cloudwatch/home' },
      { text: 'Log groups', path: '' },
    ],
    main: html`<iframe
      id="microConsole-Logs"
      title="Log groups"
      src="/cloudwatch/logs-frame?${query}"
    ></iframe>`,
  }
}

export function logsFrame(session: ConsoleSession): string {
  const resource = `arn:aws:logs:${session.region}:${session.account.id}:log-group:/checkout/api:*`
  const text = deniedText(session, { action: 'logs:DeleteLogGroup', resource })
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="color-scheme" content="light dark" />
        <title>Log groups</title>
        <link rel="stylesheet" href="/assets/console.css" />
      </head>
      <body class="framed">
        <h1>Log groups</h1>
        ${errorAlert('Failed to delete log group /checkout/api', text)}
      </body>
    </html>`
  return markup
}
