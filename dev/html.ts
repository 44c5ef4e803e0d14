/** Markup that is safe to put into other markup as it is. */
export interface Html {
  readonly markup: string
}

type Part = string | number | Html | readonly Html[]

/** Escapes every value that is not markup itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = texts.map((text, at) => text + (at < parts.length ? rendered(parts[at]!) : '')).join('')
  return { markup }
}

function rendered(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
