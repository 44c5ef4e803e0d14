import { toJsonSchema } from '@valibot/to-json-schema'
import { expect, test } from 'vitest'
import { api } from '../../schema/contract/api.ts'
import { configFile } from '../../schema/contract/config.ts'
import { jsonSchemaOf } from './json-schema.ts'

const schemas = Object.entries(api).flatMap(
  ([name, { input, output }]) =>
    [
      [`what ${name} takes`, input],
      [`what ${name} answers`, output],
    ] as const,
)

test.each([...schemas, ['the file of the configuration', configFile] as const])(
  '%s is printed as the library prints it',
  (_, schema) => {
    const { $schema: _draft, ...said } = toJsonSchema(schema, { errorMode: 'ignore' })
    expect(jsonSchemaOf(schema), 'Teach worker/http/json-schema.ts the word that is missing.').toEqual(said)
  },
)
