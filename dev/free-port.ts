import { createServer, type AddressInfo } from 'node:net'
import { loopback } from './ports.ts'

/** A port that was free a moment ago. For tests; the stack itself uses the fixed ports. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

/** Throws one line that names the port and who wants it. */
export async function assertFree(port: number, wantedBy: string): Promise<void> {
  const server = createServer()
  await listen(server, port).catch(() => {
    throw new Error(
      `Port ${port} is in use, and the ${wantedBy} wants it. End what listens there and try again.`,
    )
  })
  await new Promise((closed) => server.close(closed))
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', failed)
    server.listen(port, loopback, () => listening())
  })
}
