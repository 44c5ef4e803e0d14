import { html, type Html } from '../html.ts'
import { icons } from './icons.ts'
import { sessionData, type ConsoleSession } from './session.ts'

export interface Page {
  title: string
  /** What a page of this service has at its left; the current one is named by `here`. */
  service: { name: string; groups: readonly (readonly string[])[]; here: string }
  /** Text and address; the last is the page itself. */
  crumbs: readonly { text: string; path: string }[]
  main: Html
}

/*
RECONSTRUCTED: no page of AWS was copied. Ids, data-testids and the session meta tag are those that other projects'
code is seen to use in 2025-2026 (aws-peacock-management-console, aws-sso-extender, Speedrun, aws-extend-switch-roles);
alerts follow the markup of cloudscape-design/components. Hashed class names are made up, as AWS's are.
*/
export function consolePage(session: ConsoleSession, page: Page): string {
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <!-- RECONSTRUCTED for the local stack of Hallpass; this is not a page of AWS. -->
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="awsc-session-data" content="${sessionData(session)}" />
        <meta id="awsc-mezz-region" name="awsc-mezz-region" content="${session.region}" />
        <title>${page.title} | ${session.region}</title>
        <link rel="icon" href="/assets/favicon.svg" />
        <link rel="stylesheet" href="/assets/console.css" />
        <script src="/assets/console.js" defer></script>
      </head>
      <body>
        ${header(session)}
        <nav class="crumbs_a1x2c_9kd41_5" aria-label="Breadcrumbs">
          <ol>
            ${page.crumbs.map((crumb) => step(crumb, session))}
          </ol>
        </nav>
        <div class="layout_1q84n_77s0d_12">
          ${side(page.service, session)}
          <main id="main">${page.main}</main>
        </div>
        ${footer}
      </body>
    </html>`
  return markup
}

const regionNames: Readonly<Record<string, string>> = { 'us-east-1': 'N. Virginia', 'eu-west-1': 'Ireland' }

function header(session: ConsoleSession): Html {
  return html`<div id="awsc-nav-header">
    <header data-testid="awsc-nav-header" id="awsc-top-level-nav">
      <nav aria-label="Global">
        <div id="awsc-navigation-container">
          <a class="home" href="/console/home?${session.query}" aria-label="Console"
            >${icons.services} <span>Console</span></a
          >
          <label class="search"
            >${icons.search}<input type="search" placeholder="Search" aria-label="Search" /><kbd
              >[Option+S]</kbd
            ></label
          >
          <ol id="awsc-navigation__more-menu--list">
            <li><button type="button" aria-label="CloudShell">${icons.shell}</button></li>
            <li>
              <div data-testid="awsc-phd__bell-icon">
                <button type="button" aria-label="Notifications">${icons.bell}</button>
              </div>
            </li>
            <li><button type="button" aria-label="Help">${icons.help}</button></li>
            <li><button type="button" aria-label="Settings">${icons.settings}</button></li>
            <li>
              <button type="button" data-testid="more-menu__awsc-nav-regions-menu-button">
                ${regionNames[session.region] ?? session.region} ${icons.down}
              </button>
            </li>
            <li>${accountButton(session)}</li>
            <li>
              <button type="button" data-testid="awsc-nav-more-menu" aria-label="More">
                ${icons.services}
              </button>
            </li>
          </ol>
        </div>
      </nav>
    </header>
  </div>`
}

/** Multi-session pages and single-session pages mark the same button in two ways. */
function accountButton(session: ConsoleSession): Html {
  const text = `${session.role}/${session.userName} @ ${session.account.name}`
  if (session.differentiator === null) {
    return html`<button type="button" id="nav-usernameMenu" data-testid="awsc-nav-account-menu-button">
      <span data-testid="account-menu-button__background">${text}</span> ${icons.down}
    </button>`
  }
  return html`<button type="button" data-testid="more-menu__awsc-nav-account-menu-button">
    <div data-testid="awsc-account-info-tile">${text}</div>
    ${icons.down}
  </button>`
}

function step({ text, path }: Page['crumbs'][number], { query }: ConsoleSession): Html {
  if (path === '') return html`<li aria-current="page">${text}</li>`
  return html`<li><a href="${path}?${query}" data-spa>${text}</a></li>`
}

function side({ name, groups, here }: Page['service'], { query }: ConsoleSession): Html {
  const item = (text: string): Html =>
    text === here
      ? html`<li><a href="?${query}" aria-current="page">${text}</a></li>`
      : html`<li><a href="?${query}#${text.toLowerCase().replaceAll(' ', '-')}">${text}</a></li>`
  return html`<nav class="side_1x9mf_2s8dk_4" aria-label="${name}">
    <h2>${name}</h2>
    ${groups.map(
      (texts) =>
        html`<ul>
          ${texts.map(item)}
        </ul>`,
    )}
  </nav>`
}

const footer = html`<footer id="awsc-nav-footer">
  <div id="awsc-nav-footer-content">
    <button type="button">${icons.shell} CloudShell</button><button type="button">Feedback</button
    ><span></span><a href="#privacy">Privacy</a><a href="#terms">Terms</a
    ><a href="#cookies">Cookie preferences</a>
  </div>
</footer>`
