/** AWS's lists may be this old: a look tells about a principal only if it began so long after our last operation there. */
export const staleMs = 5_000
/** Evidence older than this is looked at again before anything rests on it. */
export const freshMs = 60_000
/** Whoever became active just now may rest on evidence from shortly before. */
export const recentMs = 10_000
/** A request whose sender died, or heard no answer, may reach AWS for 30 s; meanwhile a clock of ours may step by four. */
export const zombieMs = 34_000
/** After a Delete without an answer: on its way that long, and AWS slow at it. A look before shows what still goes. */
export const strayMs = zombieMs + 45_000
/** After a Delete that AWS failed a look is waited for so long: in a crowd looks wait for all removals. */
export const keptLookMs = 30_000
/** Access seen so long after a Delete of ours is ours. */
export const oursForMs = 30 * 60_000
/** When to look for late arrivals after a Delete. */
export const watchMs = [10_000, 60_000, 5 * 60_000, 15 * 60_000, oursForMs] as const
/** When to look after a Create of ours that nobody saw settle: AWS may be at it still, and it lands at any time. */
export const stuckWatchMs = [10_000, ...Array.from({ length: 60 }, (_, minute) => (minute + 1) * 60_000)]
/** The role goes a moment after its last assignment. */
export const roleCheckMs = 3_000
export const roleChecks = 3
/** Notes outlive their session, so that no restored database revives it. */
export const keepNotesMs = 30 * 24 * 60 * 60_000
export const createTries = 3
/** The list of outcomes shows an operation late; one that it still does not know then is asked about by itself. */
export const unlistedMs = 10_000
/** A database that stays older than we knew it for so long was restored, and is the truth from then on. */
export const olderMs = 60_000
/** What the database said is acted on for so long; then it is asked again, however slow AWS or the gate are. */
export const viewMs = 10_000
/** When the database does not answer. */
export const databaseRetryMs = 10_000
/** When the gate does not answer those who have to wait for it. */
export const gateRetryMs = 2_000
/** When one fact or one alarm fails for no reason we know. */
export const brokenRetryMs = 30_000
/** When the process died under an alarm: it comes again this soon, however often. */
export const diedRetryMs = 5_000
/** An alarm so long overdue will not come any more. */
export const lostAlarmMs = 30_000
/** An outcome nobody can tell is not waited for longer than this. */
export const outcomeMs = {
  create: 10 * 60_000,
  delete: 60_000,
  unwanted: 60_000,
  /** AWS says that it is at it still, and would refuse anything else. */
  underWay: 30 * 60_000,
} as const

/** Between the removal and the instant up to which credentials are killed: many people share one statement. */
export const killGridMs = 10_000
/** Others hold the role and may leave it just after: then it is gone with its last assignment after all. */
export const roleAgainMs = 60_000
/** So long before the old end an extension's seal must have moved, or people are told. */
export const sealLateMs = 2 * 60_000
/** An extension approved later than that has this long first. */
export const sealUsualMs = 30_000

const slowestMs = { unanswered: 60_000, refused: 120_000 } as const

/**
 * The pause after the n-th failure, half of it by chance. It grows to a minute while AWS does not answer and to two
 * while AWS says no: a removal is promised within three minutes of both answering again, and never given up.
 */
export function backoffMs(failures: number, why: keyof typeof slowestMs, jitter: number): number {
  const whole = Math.min(1_000 * 2 ** Math.min(failures, 10), slowestMs[why])
  return Math.round(whole * (0.5 + jitter / 2))
}

/** Each second at first, then less often. */
export function pollMs(ageMs: number): number {
  if (ageMs < 20_000) return 1_000
  return ageMs < 120_000 ? 3_000 : 10_000
}

/** A writer that is at it is asked again like AWS; what takes this long waits for somebody else. */
export function askAgainMs(ageMs: number): number {
  return ageMs < 10 * 60_000 ? pollMs(ageMs) : 60_000
}
