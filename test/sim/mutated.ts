import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const parts = ['worker', 'schema', 'test/sim', 'test/database.ts', 'package.json']

export interface Copy extends AsyncDisposable {
  readonly root: string
}

/** A copy of the code with one seeded bug. Rejects when the patch does not apply any more. */
export async function mutated(root: string, name: string): Promise<Copy> {
  const folder = await mkdtemp(join(tmpdir(), 'hallpass-mutant-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true })
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    const patch = name.endsWith('.patch') ? name : join(root, 'test/sim/mutants', `${name}.patch`)
    await run('git', ['apply', '--whitespace=nowarn', patch], { cwd: folder })
  } catch (error) {
    await remove()
    throw error
  }
  return { root: folder, [Symbol.asyncDispose]: remove }
}
