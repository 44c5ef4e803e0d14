/**
 * Stands for the package `bowser` in our bundles (dev/worker/build.ts, wrangler.toml): AWS's client parses a browser's
 * user agent with it, and only where there is a `window`. It weighs 9 KiB gzip, and a Worker has none.
 */
export const parse = (): undefined => undefined
