// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { type Identity, onChange, type Page, readIdentity, watchPage } from './console-page.ts'

const arn = 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer'
const cookie = `aws-userInfo=${encodeURIComponent(JSON.stringify({ arn, alias: 'prod' }))}`
const multiHost = '111122223333-abcd1234.eu-west-1.console.aws.amazon.com'

test('one session: account, role and permission set come from the page, the region from its address', () => {
  expect(read('single-session', 'us-east-1.console.aws.amazon.com')).toEqual({
    accountId: '111122223333',
    region: 'us-east-1',
    roleName: 'AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b',
    permissionSet: 'ReadOnly',
    multiSession: false,
  })
})

test('several sessions: a set with _ in its name is read whole', () => {
  const identity = read('multi-session', multiHost)
  expect(identity).toMatchObject({
    permissionSet: 'Database_Operator',
    multiSession: true,
    region: 'eu-west-1',
  })
})

test('several sessions: the address alone is enough', () => {
  expect(read('signed-out', multiHost)).toMatchObject({ accountId: '111122223333', multiSession: true })
})

test('several sessions: the cookie is not believed, it may name another session', () => {
  const other = cookie.replaceAll('111122223333', '999988887777')
  expect(read('signed-out', multiHost, other)).toMatchObject({ accountId: '111122223333', roleName: null })
})

test('an address and a page that name two accounts: we stay away', () => {
  expect(read('single-session', '999988887777-abcd1234.us-east-1.console.aws.amazon.com')).toBeNull()
})

test('no session data: the account number in the menu, whatever its label is called', () => {
  expect(read('narrow', 'eu-central-1.console.aws.amazon.com')).toMatchObject({ accountId: '111122223333' })
})

test('no session data and an old navigation: the cookie names account and role', () => {
  const identity = read('old-navigation', 'console.aws.amazon.com', cookie)
  expect(identity).toMatchObject({ accountId: '111122223333', permissionSet: 'ReadOnly', region: null })
})

test('a role that is no permission set is named and is none', () => {
  expect(read('no-navigation', 'console.aws.amazon.com')).toMatchObject({
    roleName: 'Admin',
    permissionSet: null,
  })
})

test('signed out, or session data that cannot be read: nothing, and no error', () => {
  expect(read('signed-out', 'console.aws.amazon.com')).toBeNull()
  expect(read('signed-out', 'console.aws.amazon.com', 'aws-userInfo=%7Bbroken%')).toBeNull()
  const broken = parse('<meta name="awsc-session-data" content="{broken" />')
  expect(readIdentity(broken, place('console.aws.amazon.com'))).toBeNull()
  const odd = parse(`<meta name="awsc-session-data" content='{"accountId":12,"sessionARN":[]}' />`)
  expect(readIdentity(odd, place('console.aws.amazon.com'))).toBeNull()
})

test('the region of the address bar is taken when the host has none', () => {
  const identity = readIdentity(load('no-navigation'), {
    ...place('s3.console.aws.amazon.com'),
    search: '?region=eu-west-3',
  })
  expect(identity?.region).toBe('eu-west-3')
})

test('a page that turns to another role ends the one before', async () => {
  const pages: Page[] = []
  const end = new AbortController()
  const first = document.head.appendChild(meta(arn))
  watchPage(document, (page) => pages.push(page), end.signal)
  document.head.replaceChild(meta(arn.replace('ReadOnly', 'PowerUser')), first)
  await expect.poll(() => pages.length).toBe(2)
  expect(pages.map((page) => page.permissionSet)).toEqual(['ReadOnly', 'PowerUser'])
  expect(pages.map((page) => page.signal.aborted)).toEqual([true, false])
  end.abort()
  expect(pages[1]?.signal.aborted).toBe(true)
})

test('another region of the same account and role is the same page: what stands open there stays', async () => {
  const turned = vi.fn<(page: Page) => void>()
  const end = new AbortController()
  const region = (name: string) => {
    const told = meta(arn)
    told.content = told.content.replace('{', `{"infrastructureRegion":"${name}",`)
    return told
  }
  document.head.replaceChildren(region('eu-west-1'))
  watchPage(document, turned, end.signal)
  document.head.replaceChildren(region('eu-west-3'))
  await new Promise((quiet) => setTimeout(quiet, 180))
  expect(turned.mock.calls.map(([page]) => page.region)).toEqual(['eu-west-1'])
  end.abort()
})

test('all looks of a page share one observer, which ends with the last of them', async () => {
  const made = vi.spyOn(globalThis, 'MutationObserver')
  const gone = vi.spyOn(MutationObserver.prototype, 'disconnect')
  const ends = [1, 2, 3, 4].map(() => new AbortController())
  const looks = ends.map(() => vi.fn<() => void>())
  ends.forEach(({ signal }, i) => onChange(document, looks[i]!, signal))
  expect(made).toHaveBeenCalledTimes(1)
  looks[0]!.mockImplementation(() => ends[1]!.abort())
  document.body.append('a change')
  await expect.poll(() => looks.map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1, 1])
  for (const end of ends) {
    expect(gone).toHaveBeenCalledTimes(0)
    end.abort()
  }
  expect(gone).toHaveBeenCalledTimes(1)
  onChange(document, looks[3]!, ends[3]!.signal)
  expect(made).toHaveBeenCalledTimes(1)
  vi.restoreAllMocks()
})

function read(name: string, hostname: string, cookies = ''): Identity | null {
  return readIdentity(load(name, cookies), place(hostname))
}

function load(name: string, cookies = ''): Document {
  const html = readFileSync(`test/fixtures/console/${name}.html`, 'utf8')
  return parse(html, cookies)
}

function parse(html: string, cookies = ''): Document {
  const page = new DOMParser().parseFromString(html, 'text/html')
  Object.defineProperty(page, 'cookie', { value: cookies })
  return page
}

function place(hostname: string) {
  return { hostname, search: '' }
}

function meta(sessionARN: string): HTMLMetaElement {
  const element = document.createElement('meta')
  element.name = 'awsc-session-data'
  element.content = JSON.stringify({ accountId: '111122223333', sessionARN })
  return element
}
