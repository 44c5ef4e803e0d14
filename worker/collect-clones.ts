import type { Db } from './db/batch.ts'
import { isKeyLive } from './db/catalog-refresh.ts'
import { partsOf } from './engine/key.ts'
import type { Key } from './engine/ports.ts'
import type { SetArn, SetName } from './engine/writer/ports.ts'

/** Tells a clone's writer that nobody uses it any more; the writer is the one that deletes. */
export type Collect = (clone: SetName, set: SetArn) => Promise<void>

/**
 * What a lost answer left behind, or a keeper forgot: a set of ours whose key has no live session. It is found by its
 * tags alone, because a name proves nothing.
 */
export async function collectClone(
  { db, collect }: { readonly db: Db; readonly collect: Collect },
  set: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const key = tags['jit:key']
  if (tags['jit:made-by'] !== 'hallpass' || key === undefined) return
  if (await isKeyLive(db, key)) return
  const { permissionSetArn: clone } = partsOf(key as Key)
  // Found again tomorrow, should its writer not answer.
  await collect(clone as SetName, set as SetArn).catch((error: unknown) =>
    console.warn('catalog: a clone was not collected', { set, error }),
  )
}
