import { html, type Html } from '../html.ts'
import { people, type Person } from '../people.ts'

/** One form, one button a person: a click signs in, and so does a script that posts `person=EMAIL`. */
export function signInPage(uid: string, hint: string | null): string {
  const first = people.find(({ email }) => email === hint)
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sign in: Hallpass local stack</title>
        <link rel="stylesheet" href="/sign-in.css" />
      </head>
      <body>
        <main>
          <h1>Sign in</h1>
          <p>
            This is the identity provider of the local stack. It knows four people and asks for no password;
            it listens on this machine only.
          </p>
          <form method="post" action="/sign-in/${uid}">
            <ul>
              ${people.map((person) => choice(person, person === first))}
            </ul>
            <button class="cancel" name="cancel" value="yes">Cancel</button>
          </form>
        </main>
      </body>
    </html>`
  return markup
}

const roles = ['Viewer', 'Approver', 'SSO Admin', 'Admin']

function choice({ email, name, level }: Person, hinted: boolean): Html {
  return html`<li>
    <button class="person" name="person" value="${email}" ${hinted ? focused : plain}>
      <span class="name">${name}</span> <span class="role">${roles[level] ?? ''}</span>
      <span class="email">${email}</span>
    </button>
  </li>`
}

const focused: Html = { markup: 'autofocus data-hinted' }
const plain: Html = { markup: '' }

export const signInStyle = `
:root { color-scheme: light dark; font: 14px/20px "Open Sans", system-ui, sans-serif; }
body { margin: 0; color: light-dark(#0f141a, #ebebf0); background: light-dark(#f6f6f9, #0f141a); }
main { box-sizing: border-box; width: min(400px, 100% - 32px); margin: 10vh auto; padding: 20px;
  border: 1px solid light-dark(#c6c6cd, #424650); border-radius: 16px; background: light-dark(#fff, #161d26); }
h1 { margin: 0 0 4px; font-size: 20px; line-height: 24px; }
p { margin: 0 0 20px; color: light-dark(#424650, #b4b4bb); }
ul { margin: 0; padding: 0; list-style: none; }
button { font: inherit; cursor: pointer; }
.person { display: grid; grid-template-columns: 1fr auto; width: 100%; margin-bottom: 8px; padding: 8px 12px; text-align: start;
  color: inherit; background: none; border: 2px solid light-dark(#8c8c94, #656871); border-radius: 8px; }
.person:hover, .person[data-hinted] { border-color: light-dark(#006ce0, #42b4ff); background: light-dark(#f0fbff, #001129); }
.name { font-weight: 700; }
.role, .email { color: light-dark(#424650, #b4b4bb); font-size: 12px; }
.email { grid-column: 1 / -1; }
.cancel { margin-top: 8px; padding: 4px 20px; border: 0; border-radius: 20px; color: light-dark(#006ce0, #42b4ff); background: none; font-weight: 700; }
:focus-visible { outline: 2px solid light-dark(#006ce0, #42b4ff); outline-offset: 2px; }
`
