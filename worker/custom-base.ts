import { definitionStored } from './db/custom.ts'
import type { Db } from './db/batch.ts'
import { hashOfCustom, isCustomId, readCustom } from './custom.ts'
import type { SetArn, SetDocument, SetsAws } from './engine/writer/ports.ts'

/**
 * What a custom request's set is a copy of is not in AWS but in the database, as it was approved: whoever writes sets
 * copies, seals, assigns and deletes it like any other. `db`: a client of one alarm.
 */
export function withCustomBases(sets: SetsAws, db: () => Db): SetsAws {
  return { ...sets, read: (set) => (isCustomId(set) ? readBase(db(), set) : sets.read(set)) }
}

async function readBase(db: Db, id: SetArn): Promise<SetDocument | null> {
  const definition = await definitionStored(db, id)
  const custom = definition === null ? null : await readCustom(id, definition)
  if (custom === null) return null
  return {
    arn: id,
    // Nothing that a person wrote becomes a name or a description in AWS.
    name: 'a custom permission set',
    description: '',
    sessionDuration: custom.sessionDuration,
    relayState: '',
    managed: custom.managedPolicyArns,
    customer: [],
    boundary: null,
    inline: custom.inlinePolicy ?? '',
    tags: {},
    policyHash: await hashOfCustom(custom),
  }
}
