/** What runs, in the words of workerd's own configuration (workerd.capnp). */
export interface WorkerdConfig {
  port: number
  cronPort: number
  /** Relative to the configuration file, the entry first. */
  modules: readonly string[]
  /** Those of the Worker that reads policies. */
  readerModules: readonly string[]
  /** Where that Worker listens too, for another process; 0 for nowhere. */
  readerPort?: number
  /** The address of another process's, in the place of one's own. */
  readerAt?: string | undefined
  /** Where the Durable Objects keep their SQLite files. */
  stateDir: string
  vars: Readonly<Record<string, string>>
}

export const durableObjects = {
  KEEPER: 'Keeper',
  GATE: 'Gate',
  INBOX: 'Inbox',
  CATALOG: 'Catalog',
  SET_WRITER: 'SetWriter',
} as const

export const compatibilityDate = '2026-10-20'

/** No proxy in front: the API's socket is the worker's own, and a second one only fires the cron. */
export function workerdConfig(config: WorkerdConfig): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    ${readerService(config)},
    (name = "cron", worker = .cron),
    (name = "state", disk = (path = ${quote(config.stateDir)}, writable = true)),
    (name = "internet", network = (
      allow = ["public", "private"],
      tlsOptions = (trustBrowserCas = true),
    )),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:${config.port}", http = (), service = "worker"),
    (name = "cron", address = "127.0.0.1:${config.cronPort}", http = (), service = "cron"),${readerSocket(config)}
  ],
);

const worker :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  modules = [
${list(embedded(config.modules))}
  ],
  bindings = [
${list([...varBindings(config.vars), ...objectBindings(), '(name = "READER", service = "reader")'])}
  ],
  durableObjectNamespaces = [
${list(Object.values(durableObjects).map(namespace))}
  ],
  durableObjectStorage = (localDisk = "state"),
);

const reader :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  modules = [
${list(embedded(config.readerModules))}
  ],
);

const cron :Workerd.Worker = (
  compatibilityDate = "${compatibilityDate}",
  compatibilityFlags = ["service_binding_extra_handlers"],
  modules = [(name = "cron.js", esModule = ${quote(cronSource)})],
  bindings = [(name = "WORKER", service = "worker")],
);
`
}

// workerd has no clock for crons: this answers `/cdn-cgi/handler/scheduled?cron=…` as wrangler's dev server does.
const cronSource = `export default {
  async fetch(request, env) {
    const url = new URL(request.url)
    if (url.pathname !== '/cdn-cgi/handler/scheduled') return new Response('not found', { status: 404 })
    const cron = url.searchParams.get('cron') ?? '* * * * *'
    const { outcome } = await env.WORKER.scheduled({ cron, scheduledTime: new Date() })
    return new Response(outcome, { status: outcome === 'ok' ? 200 : 500 })
  },
}`

/** A call of another Worker's method between processes is Cap'n Proto over CONNECT, to this made-up host. */
const readerHost = 'capnpConnectHost = "reader"'

function readerService({ readerAt }: WorkerdConfig): string {
  if (readerAt === undefined) return '(name = "reader", worker = .reader)'
  return `(name = "reader", external = (address = ${quote(readerAt)}, http = (${readerHost})))`
}

function readerSocket({ readerPort }: WorkerdConfig): string {
  if (!readerPort) return ''
  return `
    (name = "reader", address = "127.0.0.1:${readerPort}", http = (${readerHost}), service = "reader"),`
}

function embedded(modules: readonly string[]): string[] {
  return modules.map((path) => `(name = ${quote(path)}, esModule = embed ${quote(path)})`)
}

function varBindings(vars: WorkerdConfig['vars']): string[] {
  return Object.entries(vars).map(([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`)
}

function objectBindings(): string[] {
  return Object.entries(durableObjects).map(
    ([name, className]) => `(name = ${quote(name)}, durableObjectNamespace = ${quote(className)})`,
  )
}

function namespace(className: string): string {
  return `(className = ${quote(className)}, uniqueKey = ${quote(`hallpass-${className}`)}, enableSql = true)`
}

function list(items: readonly string[]): string {
  return items.map((item) => `    ${item},`).join('\n')
}

/** A Cap'n Proto text literal: the escapes of C, which JSON's are a part of, but for \u. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/\\u00([0-9a-f]{2})/g, String.raw`\x$1`)
}
