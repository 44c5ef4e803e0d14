import { configFile } from '../../schema/contract/config.ts'
import { jsonSchemaOf } from './json-schema.ts'

/** The file of `npm run config` as JSON Schema, for editors; what it cannot say the script does. */
export function configSchema(): object {
  return { ...jsonSchemaOf(configFile), $schema: 'http://json-schema.org/draft-07/schema#' }
}
