const atLeast = 10

/** Whether it is long enough to say why, counted as the server does: composed and without what surrounds it. */
export function isReason(text: string): boolean {
  return text.normalize('NFC').trim().length >= atLeast
}
