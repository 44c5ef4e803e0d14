import * as v from 'valibot'

/** 12 digits. Screens show it in groups of four; wire and tables never do. */
export const accountId = v.pipe(v.string(), v.regex(/^\d{12}$/, 'An account id has 12 digits.'))

/** https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html */
export const permissionSetArn = v.pipe(
  v.string(),
  v.maxLength(1224),
  v.regex(
    /^arn:aws(-[a-z]{1,5}){0,3}:sso:::permissionSet\/(sso)?ins-[a-zA-Z0-9-.]{16}\/ps-[a-zA-Z0-9-./]{16}$/,
    'This is not the ARN of a permission set.',
  ),
)

/** Ids of ours are opaque to everybody but us; this only keeps nonsense out of queries. */
export const opaqueId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'This is not an id.'))

/**
 * In the lower case AWS writes it in, so that one user has one spelling.
 * https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_User.html
 */
export const principalId = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.regex(
    /^([0-9a-f]{10}-)?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
    'This is not the id of an Identity Center user.',
  ),
)

/** RFC 3339 in UTC, milliseconds. */
export const instant = v.pipe(v.string(), v.isoTimestamp('This is not an instant in RFC 3339.'))

/** Whole seconds, up to the 31 days of a month. */
export const durationSeconds = v.pipe(
  v.number('A duration is a number of seconds.'),
  v.integer('A duration is a whole number of seconds.'),
  v.minValue(1, 'A duration is at least 1 second.'),
  v.maxValue(2_678_400, 'A duration is at most 31 days.'),
)

export const timeZone = v.pipe(
  v.string('Write a time zone such as Europe/Berlin.'),
  v.maxLength(60),
  v.check(isTimeZone, 'Write a time zone such as Europe/Berlin.'),
)

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

export const reasonMinCharacters = 10
export const reasonMaxCharacters = 2000

/** NFC, trimmed, 10 to 2,000 characters. Its refusal has a key of its own: `reason-short`. */
export const reason = v.pipe(
  v.string(),
  v.normalize('NFC'),
  v.trim(),
  v.minLength(reasonMinCharacters, 'reason-short'),
  v.maxLength(reasonMaxCharacters, 'At most 2,000 characters.'),
)

/** Somebody has to say something; how much is up to them. */
export const anyReason = v.pipe(
  v.string(),
  v.normalize('NFC'),
  v.trim(),
  v.minLength(1, 'Say why.'),
  v.maxLength(reasonMaxCharacters, 'At most 2,000 characters.'),
)

export const comment = v.pipe(
  v.string(),
  v.normalize('NFC'),
  v.trim(),
  v.maxLength(reasonMaxCharacters, 'At most 2,000 characters.'),
)

export const person = v.object({ id: v.string(), name: v.string() })

/** A page of a keyset list: `next` goes back as `after`; `null` at the end. */
export function pageOf<T extends v.GenericSchema>(item: T) {
  return v.object({ items: v.array(item), next: v.nullable(v.string()) })
}

/** Cursors are ours and opaque; a foreign one is refused when it is read. */
export const after = v.optional(v.pipe(v.string(), v.maxLength(200)))

/** Who owns: an e-mail address, `group:NAME`, or `person:ID` for somebody without an address. */
export const ownerRef = v.pipe(
  v.string('Write an e-mail address, or group:NAME.'),
  v.trim(),
  v.maxLength(200, 'At most 200 characters.'),
  v.regex(/^(group:.*\S.*|person:[\w-]{1,64}|[^@\s:]+@[^@\s]+)$/, 'Write an e-mail address, or group:NAME.'),
  v.transform((ref) => (ref.startsWith('group:') || ref.startsWith('person:') ? ref : ref.toLowerCase())),
  v.description('An e-mail address, or group:NAME for everybody in that group of Identity Center.'),
)
