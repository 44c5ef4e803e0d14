/** The package has no types of its own; these are the parts the local provider uses. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface Interaction {
    uid: string
    prompt: { name: string }
    params: Record<string, unknown>
  }

  export interface InteractionResult {
    login?: { accountId: string }
    select_account?: Record<string, never>
    error?: string
    error_description?: string
  }

  interface Grant {
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }

  /** What `loadExistingGrant` is given, of it what we read. */
  export interface GrantContext {
    oidc: {
      client: { clientId: string }
      session: { accountId: string }
      provider: Provider
    }
  }

  export class Provider {
    constructor(issuer: string, configuration: object)
    readonly Grant: new (of: { clientId: string; accountId: string }) => Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: InteractionResult,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>
    on(event: string, listener: (context: unknown, error: Error) => void): this
  }

  export namespace interactionPolicy {
    class Prompt {
      constructor(about: { name: string; requestable: boolean })
    }
    function base(): { add(prompt: Prompt, index: number): void }
  }
}
