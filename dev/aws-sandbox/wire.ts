import { type Answer, answered, type Lost, refused } from './answer.ts'
import { countCall } from './calls.ts'
import { secretOf } from './credentials.ts'
import { type Fault, takeFault } from './faults.ts'
import { identityStore } from './identity-store.ts'
import { tooMany } from './operations.ts'
import { organizations } from './organizations.ts'
import { Refusal } from './refusal.ts'
import type { Operation, Service } from './service.ts'
import { settleDue } from './settle.ts'
import { isRecord } from './shape.ts'
import { type Signed, verifySignature } from './sigv4.ts'
import { ssoAdmin } from './sso-admin/service.ts'
import type { World } from './world.ts'

const services: Service[] = [ssoAdmin, identityStore, organizations]

/** One call in AWS JSON 1.1: who calls, may they now, what is asked; then the answer, or what a fault makes of it. */
export function answerJson(world: World, request: Signed): Answer | Lost {
  const [target, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
  const service = services.find((candidate) => candidate.target === target) ?? null
  try {
    if (!service) throw unknownOperation()
    const run = operationOf(service, name, request)
    verifySignature(request, judgeOf(world, service.signingName))
    countCall(world.store, name)
    world.store.transaction(() => settleDue(world))
    return world.store.transaction(() => perform(world, service, name, run, request.body))
  } catch (error) {
    return refused(asRefusal(error, service), service, world.now())
  }
}

function perform(world: World, service: Service, name: string, run: Operation, body: Buffer): Answer | Lost {
  const fault = takeFault(world.store, name)
  const injected = refusalBy(fault, service)
  // Not thrown: throwing would roll the transaction back and give the fault back.
  if (injected) return refused(injected, service, world.now())
  if (service === ssoAdmin && !world.ssoAdminPace.take()) throw new Refusal('ThrottlingException', tooMany)
  const result = run({ ...world, fault }, parsed(body))
  if (fault?.kind === 'lost') return 'lost'
  const answer = answered(result, world.now())
  return fault?.kind === 'delay' ? { ...answer, holdMs: fault.ms ?? 0 } : answer
}

export function refusalBy(fault: Fault | null, { names }: Service): Refusal | null {
  if (fault?.kind === 'throttle') return new Refusal(names.throttled, fault.reason ?? tooMany)
  if (fault?.kind === 'error') return new Refusal(names.broken, fault.reason ?? 'Internal service error', 500)
  return null
}

function operationOf(service: Service, name: string, request: Signed): Operation {
  const isJson = String(request.headers['content-type']).startsWith('application/x-amz-json-1.1')
  const run = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined
  if (!isJson || !run) throw unknownOperation()
  return run
}

const judgeOf = (world: World, service: string) => ({
  service,
  region: world.organisation.region,
  now: world.now(),
  secretOf: (key: string) => secretOf(world.store, key),
})

function parsed(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString() || '{}')
    if (isRecord(value)) return value
  } catch {}
  throw new Refusal('SerializationException', 'The request body is not a JSON object')
}

function asRefusal(error: unknown, service: Service | null): Refusal {
  if (!(error instanceof Refusal)) {
    console.error(error)
    return new Refusal(service?.names.broken ?? 'InternalFailure', 'The sandbox itself broke', 500)
  }
  const isValidation = error.type.endsWith('#ValidationException') && service
  return isValidation ? new Refusal(service.names.invalid, error.message, error.status, error.more) : error
}

const unknownOperation = (): Refusal => new Refusal('UnknownOperationException', 'The operation is not known')
