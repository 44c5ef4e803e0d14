import { sql, type SQL } from 'drizzle-orm'
import { outbox } from '../../schema/tables/audit.ts'
import { rows, write, type Question } from './batch.ts'

export interface Telling {
  readonly op: string
  readonly receivers: readonly string[]
  readonly kind: 'changed' | 'reminder'
  /** The request that it is about. */
  readonly id: string
  readonly at: number
  /** What this operation has written: nobody is told of what did not happen. */
  readonly where: SQL
}

/** A message to each of them, once; one statement however many they are. */
export function told({ op, receivers, kind, id, at, where }: Telling): Question<null>[] {
  if (receivers.length === 0) return []
  const each = JSON.stringify([...new Set(receivers)])
  return [
    write(sql`insert into ${outbox} (id, receiver, kind, payload, next_at)
      select ${op} || '-' || j.value, j.value, ${kind}, ${id}, ${at} from json_each(${each}) j where ${where}`),
  ]
}

/** Whom this operation has a message for, where the answer to that is in the database alone. */
export function receiversOf(op: string): Question<readonly string[]> {
  const question = rows<{ receiver: string }>(
    sql`select receiver from ${outbox} where id > ${`${op}-`} and id < ${`${op}.`}`,
  )
  return { ...question, read: (found) => question.read(found).map(({ receiver }) => receiver) }
}
