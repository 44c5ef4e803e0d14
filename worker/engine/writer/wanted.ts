import type { Instant } from '../ports.ts'
import { killsIn, type Account, type Kill, type Notes } from './notes.ts'
import { accountIn, killing, killsOne, sealing, textOf, type Kind, type Statement } from './statements.ts'

/** The statements that should stand in the set now; none of them belongs to anything that is over or was refused. */
export function wantedIn(notes: Notes, now: Instant): readonly Statement[] {
  const { clone } = notes
  if (clone === null) return killsWanted(notes, now)
  const until = clone.refused === null ? clone.until : clone.lastSealed
  return clone.made && until !== null ? sealing({ ...clone, until }) : []
}

export function kindOf({ clone }: Notes): Kind {
  return clone === null ? 'kill' : 'seal'
}

/** One statement for all whose credentials end with the same instant in the same account. */
function killsWanted(notes: Notes, now: Instant): readonly Statement[] {
  const wanted = killsIn(notes).filter(([, kill]) => isWanted(kill, now))
  const groups = Map.groupBy(wanted, ([, { account, issuedBefore }]) => `${account} ${issuedBefore}`)
  const inOrder = [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return inOrder.map(([, kills]) => {
    const { account, issuedBefore } = kills[0]![1]
    return killing({
      account,
      issuedBefore,
      principals: kills.map(([, { principal }]) => principal).toSorted(),
    })
  })
}

export function isWanted({ refused, until }: Kill, now: Instant): boolean {
  return refused === null && until > now
}

/** Remembered with a put, and compared: the same text is the same statements. */
export function asText(wanted: readonly Statement[]): string {
  return textOf(wanted)
}

/**
 * What a put of these statements changes is noted before it is sent: whose roles have to follow, and which kills rest on
 * it. `shown` are those that a read found.
 */
export function claim(notes: Notes, shown: readonly Statement[], now: Instant): Notes {
  const { document } = notes
  if (document === null) return notes
  const revision = document.revision + 1
  const fresh = killsIn(notes).filter(([, kill]) => isWanted(kill, now) && isNews(kill, shown))
  const touched = new Set([
    ...fresh.map(([, { account }]) => account),
    ...accountsThatDiffer(notes, shown, now),
    ...(notes.clone?.sealedUntil === null ? [notes.clone.account] : []),
  ])
  if (touched.size === 0) return notes
  const kills = fresh.map(([name, kill]) => [name, { ...kill, revision, killedAt: null }] as const)
  const accounts = [...touched].map((account) => [account, changed(notes, account, revision, now)] as const)
  return {
    ...notes,
    kills: { ...notes.kills, ...Object.fromEntries(kills) },
    document: { ...document, revision, accounts: { ...document.accounts, ...Object.fromEntries(accounts) } },
  }
}

function isNews(kill: Kill, shown: readonly Statement[]): boolean {
  return kill.revision === null || !killsOne(shown, kill)
}

function changed({ document }: Notes, account: string, revision: number, now: Instant) {
  const known: Omit<Account, 'changedAt'> = document?.accounts[account] ?? {
    changed: 0,
    carried: 0,
    stands: false,
    op: null,
    failures: 0,
    notBefore: 0,
  }
  const isBehind = known.carried < known.changed
  return {
    ...known,
    changed: revision,
    changedAt: now,
    behindSince: isBehind ? (known.behindSince ?? now) : now,
  }
}

function accountsThatDiffer(notes: Notes, shown: readonly Statement[], now: Instant): readonly string[] {
  const wanted = wantedIn(notes, now)
  const texts = (statements: readonly Statement[]) => new Set(statements.map(textOf))
  const [has, wants] = [texts(shown), texts(wanted)]
  const differing = [...shown, ...wanted].filter((one) => !has.has(textOf(one)) || !wants.has(textOf(one)))
  return differing.flatMap((statement) => accountIn(statement) ?? notes.clone?.account ?? [])
}
