export type Listener = (...args: never[]) => unknown

/** One of the browser's events. */
export class Listeners {
  readonly #all = new Set<Listener>()
  readonly addListener = (listener: Listener): void => void this.#all.add(listener)
  readonly removeListener = (listener: Listener): void => void this.#all.delete(listener)

  fire(...args: unknown[]): unknown[] {
    return [...this.#all].map((listener) => listener(...(args as never[])))
  }
}
