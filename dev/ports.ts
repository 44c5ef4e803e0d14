/** The fixed loopback ports of the local stack. */
const fixed = {
  api: 8787,
  aws: 8788,
  console: 8789,
  identity: 8790,
  database: 8791,
  secondApi: 8797,
} as const

/** Tests stand this far above, so that they run beside a stack somebody works with. */
const offset = Number(process.env['HALLPASS_PORT_OFFSET'] ?? 0)

export const ports = {
  api: fixed.api + offset,
  aws: fixed.aws + offset,
  console: fixed.console + offset,
  identity: fixed.identity + offset,
  database: fixed.database + offset,
  secondApi: fixed.secondApi + offset,
} as const

export const loopback = '127.0.0.1'
