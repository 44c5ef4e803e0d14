import { type Answer } from './answer.ts'
import { addAssignment, assignmentsNow } from './assignments.ts'
import { callsSoFar, forgetCalls } from './calls.ts'
import { credentialsOf } from './credentials.ts'
import { access } from './evaluate.ts'
import { addFault, clearFaults } from './faults.ts'
import { typeOfPrincipal } from './organisation.ts'
import { Refusal } from './refusal.ts'
import { openRole, provisionRole } from './roles.ts'
import { theSet } from './sets.ts'
import { settleDue } from './settle.ts'
import { read, structure } from './shape.ts'
import { accountId, principalId, setArn } from './sso-admin/shapes.ts'
import type { World } from './world.ts'

type Control = (world: World, body: unknown) => { status?: number; body: unknown }

/** `/_sandbox/…`: what a test may know and do, and AWS does not offer. Unsigned, loopback only. */
const controls: Record<string, Control> = {
  'GET health': () => ({ body: { status: 'ok' } }),
  'GET assignments': (world) => ({ body: exactAssignments(world) }),
  'POST assignments': (world, body) => ({ status: 201, body: addStanding(world, body) }),
  'POST faults': (world, body) => ({ status: 201, body: addFault(world.store, body) }),
  'DELETE faults': (world) => ({ status: 204, body: clearFaults(world.store) }),
  'POST access': (world, body) => ({ body: access(world, body) }),
  'GET calls': (world) => ({ body: callsSoFar(world.store) }),
  'DELETE calls': (world) => ({ status: 204, body: forgetCalls(world.store) }),
  'GET credentials': (world) => ({ body: credentialsOf(world.store) }),
}

export function answerControl(world: World, method: string, name: string, body: Buffer): Answer {
  const control = controls[`${method} ${name}`]
  if (!control) return json(404, { error: `no such control: ${method} ${name}` })
  try {
    const answer = world.store.transaction(() => {
      settleDue(world)
      return control(world, body.length ? JSON.parse(body.toString()) : null)
    })
    return json(answer.status ?? 200, answer.body)
  } catch (error) {
    if (error instanceof Refusal || error instanceof SyntaxError) return json(400, { error: error.message })
    throw error
  }
}

function exactAssignments(world: World): object[] {
  return assignmentsNow(world).map((row) => ({
    accountId: row.accountId,
    principalId: row.principalId,
    permissionSetArn: row.setArn,
  }))
}

const standing = structure({ accountId, principalId, permissionSetArn: setArn })

/** Access that somebody gave outside of the product, long ago: every list shows it at once. */
export function addStanding(world: World, body: unknown): object {
  const asked = read(standing, body)
  const set = theSet(world, asked.permissionSetArn)
  const type = typeOfPrincipal(world.organisation, asked.principalId)
  const isAccount = world.organisation.accounts.some(({ id }) => id === asked.accountId)
  if (!type || !isAccount) throw new Refusal('Invalid', 'no such principal or account')
  const pair = { accountId: asked.accountId, setArn: set.arn }
  const moment = { at: world.now(), seenAt: 0 }
  addAssignment(world, pair, { type, id: asked.principalId }, moment)
  if (!openRole(world, pair)) provisionRole(world, pair, set, moment)
  return asked
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: status === 204 ? '' : JSON.stringify(body),
})
