import type { AwsConfig } from './config.ts'
import { holdings } from './identity-center.ts'
import { identityStore } from './identity-store.ts'
import { organizations } from './organizations.ts'
import { permissionSets } from './permission-sets.ts'
import type { Directory } from './port.ts'

/** All that may be read, and nothing that changes anything: what the API and the catalog get. */
export function directory(config: AwsConfig): Directory {
  return {
    ...organizations(config),
    ...identityStore(config),
    ...permissionSets(config),
    ...holdings(config),
  }
}
