import * as v from 'valibot'
import { roles } from './people.ts'
import { maxRules, rule } from './rules.ts'
import { accountId, durationSeconds, ownerRef, person } from './values.ts'

const owners = v.pipe(
  v.array(ownerRef, 'Write a list of owners.'),
  v.maxLength(50, 'At most 50 owners; name a group instead.'),
)
const yesOrNo = v.boolean('Write true or false.')
const maxSeconds = v.nullable(durationSeconds)
const email = v.pipe(
  v.string('Write an e-mail address.'),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(200, 'At most 200 characters.'),
  v.regex(/^[^@\s:]+@[^@\s]+$/, 'Write an e-mail address.'),
)
const personName = v.pipe(
  v.string('Write a name.'),
  v.trim(),
  v.minLength(1, 'Write a name.'),
  v.maxLength(100),
)
const ouPath = v.pipe(
  v.string('Write a path such as Root/Workloads.'),
  v.regex(/^[^/]+(\/[^/]+)*$/, 'Write a path such as Root/Workloads.'),
  v.maxLength(500, 'At most 500 characters.'),
)
const setName = v.pipe(v.string('Write the name of a permission set.'), v.minLength(1), v.maxLength(100))
const ruleName = v.pipe(v.string('Write the name of a rule.'), v.minLength(1), v.maxLength(80))
const role = v.picklist(roles, `A role is one of ${roles.join(', ')}.`)

/** What of a person, an OU, an account or a set is set here. What is left out stays as it is. */
const of = {
  person: v.strictObject({
    name: v.optional(personName),
    role: v.optional(role),
    auditor: v.optional(yesOrNo),
  }),
  ou: v.strictObject({ owners: v.optional(owners) }),
  account: v.strictObject({
    owners: v.optional(owners),
    requestable: v.optional(yesOrNo),
    sensitive: v.optional(yesOrNo),
    killAtEnd: v.optional(
      v.pipe(
        yesOrNo,
        v.description(
          'Whether every end there also stops what was signed in before it, for sets tagged jit:killable; else only a revoke does.',
        ),
      ),
    ),
    maxSeconds: v.optional(maxSeconds),
  }),
  permissionSet: v.strictObject({ requestable: v.optional(yesOrNo), maxSeconds: v.optional(maxSeconds) }),
  settings: v.strictObject({
    windowSeconds: v.optional(
      v.pipe(
        v.number('Write a number of seconds.'),
        v.integer('Write a whole number of seconds.'),
        v.minValue(900, 'At least 15 minutes.'),
        v.maxValue(1_209_600, 'At most 14 days.'),
        v.description(
          'How long a request waits for its decisions before it lapses; 24 hours unless it is said.',
        ),
      ),
    ),
  }),
} as const
export type Settable = { [W in keyof typeof of]: v.InferOutput<(typeof of)[W]> }

/** The file of `npm run config`: published as `/config.schema.json`. What it does not name stays as it is. */
export const configFile = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    people: v.optional(
      v.pipe(
        v.array(v.strictObject({ email, ...of.person.entries })),
        v.description(
          'People and their roles. Somebody new is invited: they become this person when they first sign in.',
        ),
      ),
    ),
    ous: v.optional(
      v.pipe(
        v.array(v.strictObject({ path: ouPath, ...of.ou.entries })),
        v.description(
          'Owners of every account below an OU that names none itself; the most specific path counts.',
        ),
      ),
    ),
    accounts: v.optional(
      v.pipe(
        v.array(v.strictObject({ id: accountId, ...of.account.entries })),
        v.description(
          'Accounts: who owns them, whether they may be asked for, and for how long at most. An empty list of owners: those of the OU.',
        ),
      ),
    ),
    permissionSets: v.optional(
      v.pipe(
        v.array(v.strictObject({ name: setName, ...of.permissionSet.entries })),
        v.description('Permission sets: whether they may be asked for, and for how long at most.'),
      ),
    ),
    settings: v.optional(v.pipe(of.settings, v.description('What holds everywhere.'))),
    rules: v.optional(
      v.pipe(
        v.array(rule),
        v.maxLength(maxRules, `At most ${maxRules} rules.`),
        v.description(
          'Who may ask for what: all rules, without order; one that is not here is removed. Deny wins. Where a rule allows anything, what none allows is refused.',
        ),
      ),
    ),
  }),
  v.title('Hallpass configuration'),
)
export type ConfigFile = v.InferOutput<typeof configFile>

/** There is one of them. */
export const settingsKey = 'everywhere'

/** One thing that changes: only the keys that do, as they were when the plan was made, and as they will be. */
const change = v.variant('what', [
  v.strictObject({
    what: v.literal('settings'),
    key: v.literal(settingsKey),
    from: of.settings,
    to: of.settings,
  }),
  v.strictObject({ what: v.literal('person'), key: email, from: v.nullable(of.person), to: of.person }),
  v.strictObject({ what: v.literal('ou'), key: ouPath, from: of.ou, to: of.ou }),
  v.strictObject({ what: v.literal('account'), key: accountId, from: of.account, to: of.account }),
  v.strictObject({
    what: v.literal('permissionSet'),
    key: setName,
    from: of.permissionSet,
    to: of.permissionSet,
  }),
  v.strictObject({ what: v.literal('rule'), key: ruleName, from: v.nullable(rule), to: v.nullable(rule) }),
])
export type Change = v.InferOutput<typeof change>

export const applyInput = v.strictObject({
  changes: v.pipe(v.array(change), v.minLength(1), v.maxLength(500, 'At most 500 changes a call.')),
  /** Say only whether it could be applied. */
  dryRun: v.optional(v.boolean()),
})
/** `unchanged` were so already. */
export const applied = v.object({ applied: v.number(), unchanged: v.number() })

const refs = v.array(v.string())
/** Everything that can be set, as it is. */
export const configState = v.object({
  settings: v.object({ windowSeconds: v.number() }),
  people: v.array(
    v.object({ id: v.string(), email: v.nullable(v.string()), name: v.string(), role, auditor: v.boolean() }),
  ),
  groups: v.array(v.string()),
  ous: v.array(v.object({ path: v.string(), owners: refs })),
  accounts: v.array(
    v.object({
      id: v.string(),
      name: v.string(),
      ouPath: v.nullable(v.string()),
      owners: refs,
      requestable: v.boolean(),
      sensitive: v.boolean(),
      killAtEnd: v.boolean(),
      maxSeconds: v.nullable(v.number()),
      /** Manages the organisation: nobody may ever ask for it. */
      management: v.boolean(),
    }),
  ),
  permissionSets: v.array(
    v.object({
      arn: v.string(),
      name: v.string(),
      requestable: v.boolean(),
      maxSeconds: v.nullable(v.number()),
      protected: v.boolean(),
    }),
  ),
  rules: v.array(rule),
})
export type ConfigState = v.InferOutput<typeof configState>

/** Who owns one account, and through what. */
export const accountOwners = v.object({
  accountId: v.string(),
  accountName: v.string(),
  /** Of the owners: goes back as `If-Match`. */
  version: v.number(),
  /** As an Admin wrote them. */
  owners: refs,
  /** `account`: its own; else the path of the OU they are inherited from; `null`: nobody owns it. */
  from: v.nullable(v.string()),
  /** The same as people, groups expanded. */
  people: v.array(person),
})
export const accountById = v.strictObject({ id: accountId })
export const ownersInput = v.strictObject({ id: accountId, owners })
