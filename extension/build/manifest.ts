/** What a build is made for: one organisation, fixed. */
export interface Target {
  readonly browser: 'chrome' | 'firefox'
  /** Origin of the API: the only host the extension talks to. */
  readonly api: string
}

/** Fixes the id, and with it the address the sign-in comes back to. The private half is kept by nobody. */
const key =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmws4CkNryEaqVTMaE0+FkdlIfB0BdXVqfkYCUrRv7U/Vd61JBcrtIaKBaQ1MF3iMKlbtl0hvhlyR+oU7o/BQDs/Sj259+FFjEyL84bBrvd+lUwEOiCio8ynRqhQMAw/Wm5bf4rY7ZsTa8xHkXkVcgsrZzarE0YFa3na7pTHyVily8BgZOPcy/xzXRd2JibOnbgho0LHO4aqwahlgqx3xrfuB+68/tJ84kNQJSJ8sKnAfayE6t5uMhUz+g8+u4aEHyFaBUqOZYZcOhnxTAr9LX2bB9sFGPLrmfkfGSJMeAyP1YV5jyh6/CSUOGa0LxubCnCRY5wywl2VZ2cQKSES3VQIDAQAB'

/** What every browser is asked for. A permission more would turn the extension off until each person agrees. */
export function manifestFor({ browser, api }: Target) {
  return {
    name: '__MSG_extension_name__',
    description: '__MSG_extension_description__',
    default_locale: 'en',
    permissions: ['storage', 'alarms', 'identity', 'contextMenus'],
    optional_permissions: ['notifications'],
    host_permissions: [hostPattern(browser, api)],
    content_security_policy: { extension_pages: pagePolicy(api) },
    ...(browser === 'chrome' ? onlyChrome : onlyFirefox),
  }
}

/** 127: the first with `action.openPopup` for everybody. Nobody else may speak to us. */
const onlyChrome = { key, minimum_chrome_version: '127', externally_connectable: { ids: [] } }

const onlyFirefox = {
  browser_specific_settings: {
    gecko: {
      id: 'hallpass@extension',
      strict_min_version: '140.0',
      data_collection_permissions: {
        required: ['personallyIdentifyingInfo', 'authenticationInfo', 'websiteContent'],
      },
    },
  },
}

/** Firefox's match patterns know no ports. https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Match_patterns */
function hostPattern(browser: Target['browser'], api: string): string {
  const { protocol, host, hostname } = new URL(api)
  return `${protocol}//${browser === 'firefox' ? hostname : host}/*`
}

function pagePolicy(api: string): string {
  const { origin } = new URL(api)
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${origin} ${origin.replace(/^http/, 'ws')}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
