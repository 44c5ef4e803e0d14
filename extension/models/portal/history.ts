import type { Api } from '../../../schema/contract/api.ts'
import type { Input } from '../../../schema/contract/endpoint.ts'
import type { Narrowed } from './route.ts'

type Asked = Pick<Input<Api['requests']>, 'accountId' | 'requesterId' | 'deciderId' | 'from' | 'to'>

/** The address as the server takes it: a day is the person's own, from its first moment to its last. */
export function askedFor({ account, requester, decider, from, to }: Narrowed): Asked {
  return {
    ...(account ? { accountId: account } : {}),
    ...(requester ? { requesterId: requester } : {}),
    ...(decider ? { deciderId: decider } : {}),
    ...instant('from', from, '00:00:00.000'),
    ...instant('to', to, '23:59:59.999'),
  }
}

function instant(name: 'from' | 'to', day: string | undefined, time: string): Asked {
  const ms = day ? Date.parse(`${day}T${time}`) : Number.NaN
  return Number.isNaN(ms) ? {} : { [name]: new Date(ms).toISOString() }
}
