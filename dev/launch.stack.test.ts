import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { launch } from './launch.ts'
import { ports } from './ports.ts'
import { startProgram, type Running } from './process.ts'

const consoleHost = 'https://us-east-1.console.aws.amazon.com'
const portal = 'https://d-9067a1b2c3.awsapps.com/start/'

let stateDir: string
let programs: Running[]
let identity: string
let context: BrowserContext
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'hallpass-launch-'))
  const [consolePort, identityPort] = [await freePort(), await freePort()]
  const start = (name: string, port: number): Promise<Running> => {
    const args = [`dev/${name}/main.ts`, '--port', String(port), '--state', stateDir]
    return startProgram({ name, args, onLine: () => {} })
  }
  programs = [await start('console-replica', consolePort), await start('identity', identityPort)]
  identity = `http://127.0.0.1:${identityPort}`
  const size = { width: 1440, height: 900 }
  const options = { headless: true, extensionDir: null, stateDir, consolePort, viewport: size }
  context = await launch(join(stateDir, 'profile'), options)
  page = context.pages()[0]!
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(error.message))
})

afterAll(async () => {
  await context.close()
  for (const program of programs) await program.stop()
  await rm(stateDir, { recursive: true, force: true })
})

test("AWS's console hosts lead to the replica, without a warning and without a breach of its policy", async () => {
  for (const path of [
    '/console/home',
    '/rds/home',
    '/rds/home/reboot',
    '/ec2/home',
    '/s3/buckets',
    '/cloudwatch/home',
  ])
    await page.goto(consoleHost + path)
  await page.goto('https://111122223333-abcd1234.us-east-1.console.aws.amazon.com/console/home')
  await page.goto(portal)
  expect(complaints).toEqual([])
})

test('an action that is registered is put into each alert, also into one that comes later', async () => {
  await page.goto(`${consoleHost}/rds/home`)
  await page.evaluate(() => {
    const api: unknown = Reflect.get(window, Symbol.for('awsui-plugin-api'))
    const { alert } = (api as { awsuiPlugins: { alert: { registerAction(action: object): void } } })
      .awsuiPlugins
    const mountContent = (
      container: HTMLElement,
      seen: { type: string; contentRef: { current: HTMLElement } },
    ): void => {
      container.append(`${seen.type}: ${seen.contentRef.current.textContent}`)
    }
    alert.registerAction({ id: 'test', mountContent, unmountContent() {} })
  })
  await page.getByRole('link', { name: 'Reboot' }).click()
  const slot = page.locator('[data-analytics-alert] [class*=action-slot]')
  await slot.getByText('error: User: arn:aws:sts::111122223333:assumed-role/').waitFor()
  expect(new URL(page.url()).pathname).toBe('/rds/home/reboot')
})

test('the portal names account and set, and opens the destination with them', async () => {
  const destination = encodeURIComponent(`${consoleHost}/rds/home?account=555566667777`)
  const asked = `account_id=111122223333&role_name=DatabaseOperator&destination=${destination}`
  await page.goto(`${portal}?opens=never#/console?${asked}`)
  await page.getByRole('heading', { name: 'Opening prod-payments' }).waitFor()
  await page.getByRole('link', { name: 'Go to the console' }).click()
  await page.getByText('DatabaseOperator/viewer @ prod-payments').waitFor()
  await page.goto(`${portal}#/console?${asked}`)
  await page.getByText('DatabaseOperator/viewer @ prod-payments').waitFor()
})

test('the portal opens nothing but the console', async () => {
  const asked = `account_id=111122223333&destination=${encodeURIComponent('https://evil.example/console.aws.amazon.com')}`
  await page.goto(`${portal}?opens=never#/console?${asked}`)
  const link = page.getByRole('link', { name: 'Go to the console' })
  expect(await link.getAttribute('href')).toMatch(
    /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/console\/home\?/,
  )
})

test.each(['light', 'dark'] as const)('the sign-in page reads well in %s', async (colorScheme) => {
  await page.emulateMedia({ colorScheme })
  await page.goto(`${identity}/auth?${authorize}`)
  await page.getByRole('button', { name: 'Owner One' }).waitFor()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})

test('the hinted person signs in with Enter', async () => {
  await page.route(`http://127.0.0.1:${ports.api}/**`, (route) => route.fulfill({ body: 'back at Hallpass' }))
  await page.goto(`${identity}/auth?${authorize}`)
  await page.locator('button[value="owner@example.com"]:focus').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('back at Hallpass').waitFor()
  expect(new URL(page.url()).searchParams.get('code')).toMatch(/^[\w-]+$/)
})

const authorize = String(
  new URLSearchParams({
    client_id: 'hallpass',
    response_type: 'code',
    redirect_uri: `http://127.0.0.1:${ports.api}/auth/callback`,
    scope: 'openid email profile',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    login_hint: 'owner@example.com',
  }),
)
