/** While a statement of ours has to hold, it is read again so often. */
export const watchMs = 5 * 60_000
/** After a put whose answer was lost: it may still arrive, and take with it what was put since. */
export const watchLostMs = 10_000
/** One account's role usually follows within this; after it the others are not kept waiting. */
export const slowAccountMs = 20_000
/** People leave a statement together at multiples of this, because each time costs a put and a provisioning. */
export const leaveEveryMs = 5 * 60_000
/** A copy is called made on a read no older than this. */
export const freshReadMs = 5_000
/** A set that was made may not show at once. */
export const showsMs = 60_000
/** An operation that AWS does not settle is started anew after this. */
export const provisionMs = 10 * 60_000
/** A name AWS has already is passed over; more of them are a mistake of somebody's. */
export const mostSuffixes = 9
/** The slowest pace at which a set that is still assigned is tried again. */
export const retireMs = 10 * 60_000
