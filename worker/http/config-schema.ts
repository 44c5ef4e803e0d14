import { toJsonSchema } from '@valibot/to-json-schema'
import { configFile } from '../../schema/contract/config.ts'

/** The file of `npm run config` as JSON Schema, for editors; what it cannot say the script does. */
export function configSchema(): object {
  return toJsonSchema(configFile, { typeMode: 'input', errorMode: 'ignore' })
}
