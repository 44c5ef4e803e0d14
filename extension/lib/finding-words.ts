import type { Reading } from '../../schema/contract/policies.ts'
import { plain } from './plain.ts'
import { t } from './text.ts'

/** What a policy allows, in the reader’s language where the finding is one of the catalogue; else as the server says it. */
export function findingWords({ id, because }: Pick<Reading['findings'][number], 'id' | 'because'>): string {
  return t(`finding_${id.replaceAll('-', '_')}`) || plain(because)
}
