import { api, type EndpointName } from '../../schema/contract/api.ts'
import type { Endpoint } from '../../schema/contract/endpoint.ts'
import { problems } from '../../schema/contract/errors.ts'
import { jsonSchemaOf } from './json-schema.ts'

type Json = { readonly [key: string]: unknown }
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Json
  readonly security: readonly Json[]
}
export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly Json[]
  readonly requestBody?: Json
  readonly responses: Readonly<Record<string, Json>>
}

/** The contract as OpenAPI 3.1: printed from the same table that serves and calls it. */
export function openApi(config: { publicUrl: string; version: string }): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const [name, endpoint] of Object.entries(api) as [EndpointName, Endpoint][]) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.verb.toLowerCase()]: operation(name, endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hallpass',
      version: config.version,
      description: 'Temporary access to AWS: asked for, decided, granted, taken away.',
    },
    servers: [{ url: config.publicUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema },
    },
    security: [{ bearer: [] }],
  }
}

function operation(name: string, endpoint: Endpoint): Operation {
  const input: ObjectSchema = jsonSchemaOf(endpoint.input)
  const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map((match) => match[1]!)
  const others = Object.keys(input.properties ?? {}).filter((field) => !inPath.includes(field))
  const query = endpoint.verb === 'GET' ? others : []
  return {
    operationId: name,
    summary: endpoint.does,
    parameters: [
      ...inPath.map((field) => parameter(input, field, 'path')),
      ...query.map((field) => parameter(input, field, 'query')),
    ],
    ...(endpoint.verb !== 'GET' ? { requestBody: bodyOf(input, others) } : {}),
    responses: {
      [String(endpoint.status ?? 200)]: {
        description: 'Done.',
        content: { 'application/json': { schema: jsonSchemaOf(endpoint.output) } },
      },
      default: {
        description: 'Refused.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: readonly string[]
}

function parameter(input: ObjectSchema, name: string, place: 'path' | 'query'): Json {
  const required = place === 'path' || (input.required ?? []).includes(name)
  return { name, in: place, required, schema: input.properties?.[name] }
}

function bodyOf(input: ObjectSchema, fields: readonly string[]): Json {
  const properties = Object.fromEntries(fields.map((field) => [field, input.properties?.[field]]))
  const required = (input.required ?? []).filter((field) => fields.includes(field))
  const schema = { type: 'object', properties, required, additionalProperties: false }
  return { required: required.length > 0, content: { 'application/json': { schema } } }
}

const problemSchema = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { enum: Object.keys(problems).map((key) => `/problems/${key}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The id of the call.' },
  },
}
