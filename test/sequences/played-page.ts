import type { Here } from '../../extension/lib/messages.ts'
import { page, type Device } from './device.ts'
import type { VirtualTime } from './virtual-time.ts'

const retryMs = 5_000
const stillMs = 60_000

/** A console page that stays open and in view: it asks as `extension/lib/desk.ts` does, and keeps what it shows. */
export class PlayedPage {
  here: Here | null = null
  readonly accountId: string
  readonly #device: Device
  readonly #time: VirtualTime
  #connected = false

  constructor(device: Device, time: VirtualTime, accountId: string) {
    this.#device = device
    this.#time = time
    this.accountId = accountId
    this.#look()
    this.#again()
  }

  #again(): void {
    this.#time.after(stillMs, () => {
      this.#look()
      this.#again()
    })
  }

  #look(): void {
    void this.#ask()
    if (this.#connected) return
    this.#connected = true
    this.#device.connect({
      onMessage: () => void this.#ask(),
      onDisconnect: () => {
        this.#connected = false
        this.#time.after(retryMs, () => this.#look())
      },
    })
  }

  async #ask(): Promise<void> {
    const answer = await this.#device.tell({ kind: 'here', accountId: this.accountId }, page)
    if (answer) this.here = answer
  }
}
