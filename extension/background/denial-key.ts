/** The same for the same denial, and telling a page nothing that it does not say itself. FNV-1a, 32 bits. */
export function denialKey(action: string, resource: string | null | undefined): string {
  if (!action) return ''
  let hash = 0x811c9dc5
  for (const character of `${action} ${resource ?? ''}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return (hash >>> 0).toString(36)
}
