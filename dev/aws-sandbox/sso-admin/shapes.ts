import { list, structure, text, whole, word } from '../shape.ts'

/** The service model sso-admin 2020-07-20, as far as it is spoken here. */
const arn = 'arn:aws(-[a-z]{1,5}){0,3}'
const setPath = 'permissionSet/(sso)?ins-[a-zA-Z0-9-.]{16}/ps-[a-zA-Z0-9-./]{16}'
const guid = '[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}'
const tagText = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*'

export const instanceArn = text(`${arn}:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}`, 10, 1224)
export const setArn = text(`${arn}:sso:::${setPath}`, 10, 1224)
export const taggableArn = text(`${arn}:sso:::(instance/(sso)?ins-[a-zA-Z0-9-.]{16}|${setPath})`, 10, 2048)
export const accountId = text('\\d{12}', 12, 12)
export const principalId = text(`([0-9a-f]{10}-|)${guid}`, 1, 47)
export const principalType = word('USER', 'GROUP')
export const requestId = text('[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 36, 36)
export const provisioningStatus = word(
  'LATEST_PERMISSION_SET_PROVISIONED',
  'LATEST_PERMISSION_SET_NOT_PROVISIONED',
)
export const statusFilter = structure({}, { Status: word('IN_PROGRESS', 'FAILED', 'SUCCEEDED') })

export const setName = text('[\\w+=,.@\\-]+', 1, 32)
export const description = text('[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*', 1, 700)
export const duration = text(
  '(-?)P(?=\\d|T\\d)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)([DW]))?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:\\.\\d+)?)S)?)?',
  1,
  100,
)
export const relayState = text('[a-zA-Z0-9&$@#\\\\/%?=~\\-_\'"|!:,.;*+\\[\\] (){}]+', 1, 240)
export const policyDocument = text('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', 1, 32_768)
export const managedPolicyArn = text(
  `${arn}:iam::aws:policy((/[A-Za-z0-9.,+@=_\\-]+)*)/([A-Za-z0-9.,+=@_\\-]+)`,
  20,
  2048,
)
export const policyReference = structure(
  { Name: text('[\\w+=,.@\\-]+', 1, 128) },
  { Path: text('((/[A-Za-z0-9.,+@=_\\-]+)*)/', 1, 512) },
)
export const boundary = structure(
  {},
  { CustomerManagedPolicyReference: policyReference, ManagedPolicyArn: managedPolicyArn },
)

export const tagKey = text(tagText, 1, 128)
export const tags = list(structure({ Key: tagKey, Value: text(tagText, 0, 256) }, {}), 0, 75)

export const paging = { MaxResults: whole(1, 100), NextToken: text('[-a-zA-Z0-9+=/_]*', 0, 2048) }
export const ofInstance = { InstanceArn: instanceArn }
export const ofSet = { InstanceArn: instanceArn, PermissionSetArn: setArn }
