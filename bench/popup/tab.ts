/** A tab, spoken to over DevTools. */
export interface Tab {
  send<T = unknown>(method: string, params?: object): Promise<T>
  on(method: string, listener: (params: never) => void): void
  /** What an expression comes to in the page, once it is there. */
  evaluate<T>(expression: string): Promise<T>
  close(): Promise<void>
}

interface Answer {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Evaluated<T> {
  readonly result: { readonly value: T }
  readonly exceptionDetails?: { readonly exception?: { readonly description?: string } }
}

export async function openTab(port: number, url: string): Promise<Tab> {
  const made = await fetch(`http://127.0.0.1:${port}/json/new?${url}`, { method: 'PUT' })
  const { webSocketDebuggerUrl } = (await made.json()) as { webSocketDebuggerUrl: string }
  const socket = new WebSocket(webSocketDebuggerUrl)
  await new Promise((opened) => socket.addEventListener('open', opened))
  const asked = new Map<number, (answer: Answer) => void>()
  const listeners = new Map<string, (params: never) => void>()
  socket.addEventListener('message', ({ data }) => {
    const said = JSON.parse(String(data)) as Answer
    if (said.id !== undefined) asked.get(said.id)?.(said)
    else listeners.get(said.method ?? '')?.(said.params as never)
  })
  const send = async <T>(method: string, params: object = {}): Promise<T> => {
    const id = asked.size + 1
    const answered = new Promise<Answer>((done) => asked.set(id, done))
    socket.send(JSON.stringify({ id, method, params }))
    const { result, error } = await answered
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as T
  }
  return {
    send,
    on: (method, listener) => void listeners.set(method, listener),
    evaluate: async <T>(expression: string) => {
      const said = await send<Evaluated<T>>('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
        userGesture: true,
      })
      if (said.exceptionDetails) throw new Error(said.exceptionDetails.exception?.description)
      return said.result.value
    },
    close: async () => {
      await send('Page.close')
      socket.close()
    },
  }
}
