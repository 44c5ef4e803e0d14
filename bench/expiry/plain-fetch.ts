import { Agent, request, type IncomingMessage } from 'node:http'

const agent = new Agent({ keepAlive: true })

/** Without the timers of Node's own: those would run on the clock of the bench. */
export async function plainFetch(...given: Parameters<typeof fetch>): Promise<Response> {
  const asked = new Request(...given)
  const body = Buffer.from(await asked.arrayBuffer())
  const { method, url, headers } = asked
  const incoming = await new Promise<IncomingMessage>((answer, failed) => {
    request(url, { method, agent, headers: Object.fromEntries(headers) }, answer)
      .once('error', failed)
      .end(body)
  })
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  return new Response(Buffer.concat(chunks).toString() || null, {
    status: incoming.statusCode ?? 500,
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
  })
}
