import { html } from 'hono/html'

/** No script, no data, nothing to press: the same page for every id, whoever asks. */
export const linkPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Where a link to a request leads: our extension opens it from here; who has none reads how to get it. */
export function linkPage(extensionPage: string | null) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>Hallpass request</title>
        <style>
          body {
            max-width: 34em;
            margin: 15vh auto;
            padding: 0 16px;
            font:
              14px/20px 'Open Sans',
              'Helvetica Neue',
              Roboto,
              Arial,
              sans-serif;
          }
          h1 {
            font-size: 24px;
            line-height: 30px;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Hallpass request</h1>
          <div data-hallpass-link="opened" hidden>
            <p>The request is open in its own tab. This page can be closed.</p>
          </div>
          <div data-hallpass-link="without">
            <p>
              Requests are read and decided in the Hallpass extension of this browser. Nothing can be decided
              here.
            </p>
            ${howToGetIt(extensionPage)}
          </div>
        </main>
      </body>
    </html>`
}

/** Nothing but https is led to. */
function howToGetIt(page: string | null) {
  if (page === null || URL.parse(page)?.protocol !== 'https:')
    return html`<p>An administrator can tell you where to get it; then open this link again.</p>`
  return html`<p><a href="${page}" rel="noreferrer">Get the extension</a>, then open this link again.</p>`
}
