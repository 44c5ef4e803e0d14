import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import organisation from '../../test/fixtures/organisation.json' with { type: 'json' }
import type { Answer, Stack } from './stack.ts'
import type { Followed, Triple } from './truth.ts'

export interface Wanted extends Triple {
  readonly requester: string
  readonly decider: string
  readonly seconds: number
  /** Who takes it away before its end, and when; `null`: its end comes by itself. */
  readonly endedBy: { readonly how: 'release' | 'revoke'; readonly afterMs: number } | null
}

const againMs = 150

/** One session, asked for and approved as people do it: whoever gets no answer presses the button again. */
export class Session implements Followed {
  readonly wanted: Wanted
  id = ''
  askedAt = Number.POSITIVE_INFINITY
  isDecisionSent = false
  /** The API said that it was approved: from here on nothing of it may be lost. */
  isApproved = false
  /** The API said that it was given back, or taken away. */
  isEnded = false
  refusal: string | null = null
  readonly #stack: Stack

  constructor(stack: Stack, wanted: Wanted) {
    this.#stack = stack
    this.wanted = wanted
  }

  get principalId(): string {
    return this.wanted.principalId
  }
  get accountId(): string {
    return this.wanted.accountId
  }
  get setArn(): string {
    return this.wanted.setArn
  }

  async ask(): Promise<void> {
    const { accountId, setArn, seconds, requester } = this.wanted
    const wish = {
      accountId,
      permissionSetArn: setArn,
      durationSeconds: seconds,
      justification: 'A round of chaos.',
    }
    this.askedAt = Date.now()
    const answer = await this.#insist(requester, '/v1/requests', wish)
    if (answer.status === 201) this.id = String(answer.body['id'])
    else this.refusal = JSON.stringify(answer.body)
  }

  async decide(): Promise<void> {
    this.isDecisionSent = true
    const account = organisation.accounts.find(({ id }) => id === this.accountId)
    const verdict = { decision: 'approve', ...(account?.sensitive ? { accountName: account.name } : {}) }
    const answer = await this.#insist(this.wanted.decider, `/v1/requests/${this.id}/decision`, verdict)
    if (answer.status === 200) this.isApproved = true
    else this.refusal = JSON.stringify(answer.body)
  }

  /** Too late is no failure: its end may have come first. */
  async endEarly(): Promise<void> {
    const { endedBy, requester, decider } = this.wanted
    if (endedBy === null) return
    await sleep(endedBy.afterMs)
    const who = endedBy.how === 'release' ? requester : decider
    const path = `/v1/sessions/${this.id}/${endedBy.how}`
    const answer = await this.#insist(who, path, { reason: 'A round of chaos.' })
    if (answer.status === 200) this.isEnded = true
  }

  async #insist(who: string, path: string, body: object): Promise<Answer> {
    const key = randomUUID()
    for (;;) {
      const answer = await this.#stack.call(who, path, body, key)
      if (answer !== null) return answer
      await sleep(againMs)
    }
  }
}
