/** Three years. */
const onMs = 1095 * 86_400_000

/**
 * The clock of every test in memory is on another day than today's, and runs on from there. A test that takes the
 * hour of a sample for now, or today for the hour of a sample, fails when it is written, not one day for everybody.
 */
function setOn(): void {
  const now = (): number => Math.floor(performance.timeOrigin + performance.now()) + onMs
  Date.now = now
  globalThis.Date = new Proxy(Date, {
    construct: (real, given, as) => Reflect.construct(real, given.length > 0 ? given : [now()], as) as object,
  })
}

// One thread runs many files, and each begins here.
if (Date.now() < performance.timeOrigin + onMs) setOn()
