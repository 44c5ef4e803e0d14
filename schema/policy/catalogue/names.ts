import { globOf, longestLiteral, matches, narrows, starsForVariables } from '../meaning/glob.ts'
import { spells } from '../meaning/spelling.ts'

const mightyWords = [
  'admin',
  'poweruser',
  'fullaccess',
  'organizationaccountaccessrole',
  'awscontroltowerexecution',
  'stacksets-exec',
  'cfn-exec-role',
]
/** What such roles and policies are called most often: `*Role` means one of them, and spells no word. */
const mightyNames = [
  'admin',
  'administrator',
  'administratoraccess',
  'poweruser',
  'poweruseraccess',
  'fullaccess',
  'organizationaccountaccessrole',
  'awscontroltowerexecution',
  'stacksets-exec-0',
  'cdk-hnb659fds-cfn-exec-role-0-0',
]
/** Of AWS's own policies, one that is mighty for each beginning such have. */
const mightyPolicies = [
  ...mightyNames,
  'amazons3fullaccess',
  'awslambda_fullaccess',
  'awsorganizationsfullaccess',
  'iamfullaccess',
  'job-function/systemadministrator',
]

const ourBeginnings = ['jit-', 'jitcustomboundary', 'hallpass', 'aws-reserved/', 'awsreservedsso_jit-']
const ourRoles = ['jit-grant', 'jit-kill', 'jit-read', 'jit-revoke']
const ourOthers = [
  'jitcustomboundary',
  'hallpass',
  `aws-reserved/sso.amazonaws.com/awsreservedsso_jit-${'z'.repeat(20)}_0`,
]

/** May a name, a pattern as a policy has it, promise more than its holder may have? */
export function isMighty(written: string): boolean {
  const name = patternOf(written)
  if (mightyWords.some((word) => spells(name, word, 'anywhere'))) return true
  return narrows(name) && meansOneOf(name, mightyNames)
}

/** May it be a mighty one of AWS's own policies? */
export function isMightyPolicy(name: string): boolean {
  return isMighty(name) || meansOneOf(patternOf(name), mightyPolicies)
}

/** May it be one that Hallpass works with? `j*` can mean little else, `*` means anything. */
export function isOurs(written: string): boolean {
  const name = patternOf(written)
  if (ourBeginnings.some((word) => spells(name, word, 'at a beginning'))) return true
  if (longestLiteral(name) > 0 && meansOneOf(name, ourRoles)) return true
  return narrows(name) && meansOneOf(name, ourOthers)
}

/** A variable may hold anything. */
function patternOf(written: string): string {
  return starsForVariables(written).toLowerCase()
}

function meansOneOf(name: string, known: readonly string[]): boolean {
  const glob = globOf(name)
  return known.some((one) => matches(glob, one))
}
