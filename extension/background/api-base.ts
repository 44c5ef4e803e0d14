/** Where the API is: fixed at build time, so that nobody can be talked into typing another. */
export const apiBase: string = import.meta.env?.WXT_API ?? 'http://127.0.0.1:8787'

export const clientId = 'hallpass-extension'
