import type { Change, ConfigState } from '../../schema/contract/config.ts'

export interface Refused {
  readonly status: number
  readonly detail: string
  readonly field: string | null
}
/** A call that the API refused, in its words. */
export class ApiRefusal extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.detail)
    this.refused = refused
  }
}

export interface ConfigApi {
  state(): Promise<ConfigState>
  apply(
    changes: readonly Change[],
    how?: { readonly dryRun?: boolean },
  ): Promise<{ applied: number; unchanged: number }>
}

/** The API at `base`, as whoever `token` belongs to. */
export function configApi(base: string, token: string): ConfigApi {
  const call = async (method: 'GET' | 'POST', body?: object): Promise<unknown> => {
    const answer = await fetch(`${base}/v1/config`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (answer.ok) return answer.json()
    throw new ApiRefusal(
      refusedOf(answer.status, (await answer.json()) as { detail?: string; field?: string }),
    )
  }
  return {
    state: async () => (await call('GET')) as ConfigState,
    apply: async (changes, how = {}) =>
      (await call('POST', { changes, ...how })) as { applied: number; unchanged: number },
  }
}

function refusedOf(status: number, { detail, field }: { detail?: string; field?: string }): Refused {
  const said: Readonly<Record<number, string>> = {
    401: 'The token is not valid any more; set HALLPASS_TOKEN to a personal token of an Admin.',
    403: 'This needs a personal token of an Admin, to read and to write with.',
  }
  return { status, detail: said[status] ?? detail ?? `The API answered ${status}.`, field: field ?? null }
}
