import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { startProgram, type Running } from '../process.ts'
import type { Certificate } from './certificate.ts'

let state: string
let port: number
let replica: Running
let certificate: Certificate

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'hallpass-replica-'))
  port = await freePort()
  await start()
})

afterAll(async () => {
  await replica.stop()
  await rm(state, { recursive: true })
})

async function start(): Promise<void> {
  const args = ['dev/console-replica/main.ts', '--port', String(port), '--state', state]
  replica = await startProgram({ name: 'replica', args, onLine: () => {} })
  certificate = JSON.parse(await readFile(join(state, 'console-certificate.json'), 'utf8')) as Certificate
}

interface Answer {
  status: number | undefined
  policy: string
  page: string
}

/** As a browser asks with the host mapped: TLS is checked against the name. */
async function get(address: string): Promise<Answer> {
  const { host, hostname, pathname, search } = new URL(address)
  const options = {
    host: '127.0.0.1',
    port,
    path: pathname + search,
    servername: hostname,
    ca: certificate.cert,
  }
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    request({ ...options, headers: { host } }, answered)
      .on('error', failed)
      .end()
  })
  const policy = String(response.headers['content-security-policy'])
  return { status: response.statusCode, policy, page: await text(response) }
}

async function servedKey(): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: certificate.cert })
  await once(socket, 'secureConnect')
  const { publicKey } = socket.getPeerX509Certificate()!
  socket.destroy()
  return publicKey.export({ type: 'spki', format: 'der' })
}

test.each([
  'https://console.aws.amazon.com/',
  'https://us-east-1.console.aws.amazon.com/console/home',
  'https://us-east-1.console.aws.amazon.com/rds/home',
  'https://eu-west-1.console.aws.amazon.com/ec2/home?account=222233334444',
  'https://us-east-1.console.aws.amazon.com/s3/buckets',
  'https://us-east-1.console.aws.amazon.com/cloudwatch/home',
  'https://d-9067a1b2c3.awsapps.com/start/',
])('%s is served with its name in the certificate, a strict policy and nothing inline', async (address) => {
  const { status, policy, page } = await get(address)
  expect(status).toBe(200)
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
  expect(page).not.toMatch(/<script>|<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
  expect(page).toContain('RECONSTRUCTED')
})

test('a read-only person is denied the reboot, with the words AWS uses', async () => {
  const { page } = await get('https://us-east-1.console.aws.amazon.com/rds/home/reboot?account=111122223333')
  expect(page).toContain('data-analytics-alert="error"')
  expect(page.replaceAll(/<[^>]+>/g, '')).toContain(
    'User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_1a2b3c4d5e6f7a8b/viewer is not authorized to perform: ' +
      'rds:RebootDBInstance on resource: arn:aws:rds:us-east-1:111122223333:db:orders because no identity-based policy allows the rds:RebootDBInstance action',
  )
})

test('a database operator is not denied it', async () => {
  const { page } = await get('https://us-east-1.console.aws.amazon.com/rds/home/reboot?role=DatabaseOperator')
  expect(page).not.toContain('data-analytics-alert')
})

test('single-session and multi-session pages carry the anchors of their kind', async () => {
  const single = await get('https://us-east-1.console.aws.amazon.com/console/home')
  const multi = await get('https://111122223333-abcd1234.us-east-1.console.aws.amazon.com/console/home')
  for (const { page } of [single, multi])
    expect(page).toMatch(/id="awsc-nav-header"[^]+id="awsc-nav-footer-content"/)
  expect(single.page).toContain('data-testid="awsc-nav-account-menu-button"')
  expect(multi.page).toContain('data-testid="more-menu__awsc-nav-account-menu-button"')
  expect(multi.page).toContain('&quot;sessionDifferentiator&quot;:&quot;111122223333-abcd1234&quot;')
})

test('an account outside the organisation has no console, and a name in the address is not markup', async () => {
  expect((await get('https://console.aws.amazon.com/?account=000000000000')).status).toBe(404)
  const { page } = await get('https://console.aws.amazon.com/?role=%22%3E%3Cimg%3E')
  expect(page).not.toContain('<img>')
})

test('the hash it prints is that of its key, and both outlive a restart', async () => {
  const before = replica.ready
  const publicKey = await servedKey()
  expect(before).toContain(`(spki ${createHash('sha256').update(publicKey).digest('base64')})`)
  await replica.kill()
  await start()
  expect(replica.ready).toBe(before)
})
