import { html, type Html } from '../html.ts'
import { accounts, type Account } from './session.ts'

/*
RECONSTRUCTED access portal: `#root`, `#env` and `[data-testid="account-list-cell"]` are what other extensions read.
What the fragment asks for never reaches a server, so portal.js reads it.
*/
export function portalPage(): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <!-- RECONSTRUCTED for the local stack of Hallpass; this is not a page of AWS. -->
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>AWS access portal</title>
        <link rel="icon" href="/assets/favicon.svg" />
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/portal.js" defer></script>
      </head>
      <body>
        <div id="env" hidden>{"region":"us-east-1"}</div>
        <header class="portal-head">AWS access portal</header>
        <main id="root" class="portal">
          <section class="container" id="opening" aria-live="polite" hidden>
            <h1>Opening <span id="account-name"></span></h1>
            <dl>
              <dt>Account</dt>
              <dd id="account-id"></dd>
              <dt>Permission set</dt>
              <dd id="role-name"></dd>
            </dl>
            <p><a class="primary" id="destination" href="/start">Go to the console</a></p>
          </section>
          <section class="container">
            <h2>Accounts <span class="count">(${accounts.length})</span></h2>
            <ul>
              ${accounts.map(cell)}
            </ul>
          </section>
        </main>
      </body>
    </html>`
  return markup
}

function cell({ id, name }: Account): Html {
  const fragment = `#/console?${String(new URLSearchParams({ account_id: id, role_name: 'ReadOnly' }))}`
  return html`<li data-testid="account-list-cell" data-account-id="${id}" data-account-name="${name}">
    <strong>${name}</strong> <span>${id}</span> <a href="${fragment}">ReadOnly</a>
  </li>`
}
