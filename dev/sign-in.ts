import type { CookieJar } from './cookie-jar.ts'

export interface SignIn {
  start: URL
  /** Who presses their button on the provider's page; null where nobody may be asked. */
  email: string | null
  /** The address that ends it: answered, not opened. */
  until: string
  jar: CookieJar
}

const maxHops = 12

interface Step {
  url: URL
  /** Sent with POST. */
  form?: URLSearchParams
}

/** Goes from `start` through redirects and the provider's forms as a browser without JavaScript would. */
export async function signIn({ start, email, until, jar }: SignIn): Promise<URL> {
  let step: Step = { url: start }
  for (let hop = 0; hop < maxHops; hop++) {
    const answer = await visit(step, jar)
    const location = answer.headers.get('location')
    step = location === null ? await pressed(answer, step.url, email) : { url: new URL(location, step.url) }
    if (step.url.href.startsWith(until)) return step.url
  }
  throw new Error(
    `The sign-in did not end at ${until}; it was last at ${step.url.origin}${step.url.pathname}`,
  )
}

async function visit({ url, form }: Step, jar: CookieJar): Promise<Response> {
  const answer = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form ?? null,
    redirect: 'manual',
    headers: { cookie: jar.headerFor(url) },
  })
  jar.take(url, answer)
  return answer
}

/** The page's form with its hidden fields, and the button of `email`. */
async function pressed(answer: Response, url: URL, email: string | null): Promise<Step> {
  const page = await answer.text()
  const action = answer.ok ? /<form[^>]*\baction="([^"]+)"/.exec(page)?.[1] : undefined
  if (action === undefined || email === null) {
    throw new Error(
      `${url.origin}${url.pathname} answered ${answer.status} and no form: ${page.slice(0, 300)}`,
    )
  }
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  const fields = hidden.map(([, name = '', value = '']) => [name, value])
  return { url: new URL(action, url), form: new URLSearchParams([...fields, ['person', email]]) }
}
