import { resolve } from 'node:path'
import { chromium, type BrowserContext, type Worker } from 'playwright-core'
import { findOrInstallChromium } from './chromium.ts'
import { keptCertificate, spkiHash } from './console-replica/certificate.ts'
import { ports } from './ports.ts'

export interface LaunchOptions {
  headless?: boolean
  /** An unpacked extension; null for none. */
  extensionDir?: string | null
  /** Where the replica's certificate is kept. */
  stateDir?: string
  consolePort?: number
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number } | null
  /** DevTools on loopback, for who looks from elsewhere. */
  debugPort?: number
}

/** Chromium with the extension, in which AWS's console and portal hosts lead to the replica on this machine. */
export async function launch(profileDir: string, options: LaunchOptions = {}): Promise<BrowserContext> {
  const { stateDir = '.local', headless = false, colorScheme, viewport = null } = options
  const { extensionDir = '.output/chrome-mv3', consolePort = ports.console } = options
  const certificate = await keptCertificate(stateDir)
  return chromium.launchPersistentContext(resolve(profileDir), {
    executablePath: await findOrInstallChromium(),
    headless,
    viewport,
    ...(colorScheme && { colorScheme }),
    // The bar "controlled by automated test software" would push the page down.
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      ...(extensionDir === null ? [] : withExtension(resolve(extensionDir))),
      `--host-resolver-rules=${hostRules(consolePort)}`,
      `--ignore-certificate-errors-spki-list=${spkiHash(certificate)}`,
      ...(options.debugPort === undefined ? [] : [`--remote-debugging-port=${options.debugPort}`]),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
}

/** Is there a screen that somebody could see a window on? */
export function hasDisplay(): boolean {
  return process.platform === 'darwin' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/** The id of the one extension, once its service worker runs. */
export async function extensionId(context: BrowserContext): Promise<string> {
  const worker = context.serviceWorkers()[0] ?? (await firstWorker(context))
  return new URL(worker.url()).host
}

/** Chromium says nothing when it refuses an extension: the worker just never comes. */
function firstWorker(context: BrowserContext): Promise<Worker> {
  return context.waitForEvent('serviceworker', { timeout: 15_000 }).catch(() => {
    throw new Error(
      'Chromium did not start the extension: is .output/chrome-mv3 built, and its manifest right?',
    )
  })
}

export function hostRules(port: number): string {
  const hosts = ['*.console.aws.amazon.com', 'console.aws.amazon.com', '*.awsapps.com']
  return hosts.map((host) => `MAP ${host} 127.0.0.1:${port}`).join(', ')
}

function withExtension(dir: string): string[] {
  return [`--disable-extensions-except=${dir}`, `--load-extension=${dir}`]
}
