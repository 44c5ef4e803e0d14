import { fakeBrowser } from '../../extension/test-browser.ts'
import { vi } from 'vitest'
import { answer } from '../../extension/background/answer.ts'
import type { Heard } from '../../extension/background/heard.ts'
import { catalogItem, linkItem, seenItem, tokensItem } from '../../extension/lib/storage.ts'
import { storyNow } from '../../extension/test-samples.ts'
import { api, type EndpointName } from '../../schema/contract/api.ts'
import { isRefused, type Words } from './portal-page.ts'
import { refuses, type Story } from './story.ts'

/*
 * The words of a console page are made by the background: here it is the real one, in this process, with the browser's
 * storage in memory and a story in the place of the API. Import it before anything of the extension.
 */

const page = { id: fakeBrowser.runtime.id, url: 'https://us-east-1.console.aws.amazon.com/', frameId: 0 }
let told: Story['answers'] = {}
let words: Words = {}
let direction = ''

/** At the hour and in the zone of the pictures, for as long as a test runs. */
export function playHour(): void {
  process.env['TZ'] = 'Europe/Berlin'
  vi.useFakeTimers({ toFake: ['Date'], now: storyNow })
  Object.assign(fakeBrowser.i18n, {
    getMessage: (key: string) =>
      key === 'ui_direction' && direction ? direction : (words[key]?.message ?? ''),
  })
  globalThis.fetch = (url, init) => reply(new URL(url as string), init)
}

export interface Spoken {
  readonly words: Words
  readonly direction?: string | undefined
}

/** From now on the background knows this story, and speaks this language. */
export async function playBackground({ seen, link, answers }: Story, spoken: Spoken): Promise<void> {
  ;({ words } = spoken)
  direction = spoken.direction ?? ''
  told = answers
  await seenItem.setValue(seen && { ...seen })
  await catalogItem.setValue(seen?.catalog ?? [])
  await linkItem.setValue({ state: link, retryAt: null })
  await tokensItem.setValue(
    link === 'signed-out' ? null : { access: 'a', refresh: 'r', until: storyNow + 1e9 },
  )
}

export async function hear(message: unknown): Promise<unknown> {
  return answer(message as Heard, page)
}

async function reply({ pathname, searchParams }: URL, init: RequestInit = {}): Promise<Response> {
  const [name, inPath] = endpointAt(init.method ?? 'GET', pathname)
  const given = name && told[name]
  const body = typeof init.body === 'string' ? JSON.parse(init.body) : {}
  const output = given
    ? await given({ ...Object.fromEntries(searchParams), ...body, ...inPath })
    : refuses('not-found')
  if (!isRefused(output)) return Response.json(output)
  return Response.json({ title: 'x', status: 409, detail: 'x', ...output.refused }, { status: 409 })
}

function endpointAt(verb: string, path: string): [EndpointName | null, Record<string, string>] {
  for (const [name, endpoint] of Object.entries(api)) {
    const form = new RegExp(`^${endpoint.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
    const found = endpoint.verb === verb ? form.exec(path) : null
    if (found) return [name as EndpointName, found.groups ?? {}]
  }
  return [null, {}]
}
