/** Keys of writes whose outcome is not known yet, by what was sent: sending the same again is the same write. */
const open = new Map<string, string>()

export function keyFor(endpoint: string, input: unknown): string {
  const sent = `${endpoint} ${JSON.stringify(input)}`
  const key = open.get(sent) ?? crypto.randomUUID()
  open.set(sent, key)
  return key
}

/** The write has an answer: the same words sent later are another write. */
export function answered(endpoint: string, input: unknown): void {
  open.delete(`${endpoint} ${JSON.stringify(input)}`)
}
