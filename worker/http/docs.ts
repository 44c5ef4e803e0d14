import { html, raw } from 'hono/html'
import type { OpenApi, Operation } from './openapi.ts'

/** A page without scripts: the one style is allowed by its place, nothing else loads. */
export const docsPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** The reference, from the same document as `/openapi.json`. */
export function docsPage(document: OpenApi) {
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => section(verb.toUpperCase(), path, operation)),
  )
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${document.info.title} API</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${document.info.title} API <small>${document.info.version}</small></h1>
          <p>
            ${document.info.description} The same as <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).
          </p>
          <p>
            Instants are RFC 3339 in UTC, durations whole seconds, refusals
            <code>application/problem+json</code>.
          </p>
          ${operations}
        </main>
      </body>
    </html>`
}

function section(verb: string, path: string, operation: Operation) {
  const fold = (name: string, value: unknown) =>
    value === undefined
      ? ''
      : html`<details>
          <summary>${name}</summary>
          <pre>${JSON.stringify(value, null, 2)}</pre>
        </details>`
  return html`<section>
    <h2><b>${verb}</b> <code>${path}</code></h2>
    <p>${operation.summary}</p>
    ${fold('Parameters', operation.parameters.length > 0 ? operation.parameters : undefined)}
    ${fold('Body', operation.requestBody)} ${fold('Answers', operation.responses)}
  </section>`
}

const style = `
:root { color-scheme: light dark; font: 14px/20px "Open Sans", system-ui, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 24px; }
h2 { font-size: 16px; margin: 0; } h2 b { display: inline-block; min-width: 48px; }
section { border-top: 1px solid #8884; padding: 16px 0; } section p { margin: 4px 0 8px; }
pre { overflow: auto; padding: 12px; border: 1px solid #8884; border-radius: 8px; font-size: 12px; line-height: 18px; }
summary { cursor: pointer; } small { font-weight: 400; }
`
