/** The console's domains: commercial, GovCloud, China, European Sovereign Cloud. A build matches one of them. */
const consoleDomain =
  /(^|\.)console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn|amazonaws-eusc\.eu)$/

/** `<account>-<8 characters>.` tells one of several sessions in a browser from the others. */
export const sessionLabel = /^(\d{12})-[0-9a-z]{8}\./

export function isConsoleHost(hostname: string): boolean {
  return consoleDomain.test(hostname)
}
