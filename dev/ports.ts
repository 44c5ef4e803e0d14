/** The fixed loopback ports of the local stack (README lists them too). */
export const ports = {
  api: 8787,
  aws: 8788,
  console: 8789,
  identity: 8790,
  database: 8791,
  secondApi: 8797,
} as const

export const loopback = '127.0.0.1'
