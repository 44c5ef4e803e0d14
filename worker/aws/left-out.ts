/**
 * Stands in our bundles (dev/worker/build.ts, wrangler.toml) for what AWS's packages load lazily and we never need: the
 * reader of streamed answers, of which SSO Admin has none, and `bowser`, which knows browsers. 12 KiB gzip.
 */
export {}
