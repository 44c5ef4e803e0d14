/// <reference types="vite/client" />
import 'wxt/browser'

// WXT generates these two for each project into `.wxt`, which is not in git.
declare module 'wxt/browser' {
  interface WxtI18n {
    getMessage(key: string): string
  }
  interface WxtRuntime {
    getURL(path: string): string
  }
}

declare global {
  interface ImportMetaEnv {
    /** Where the API is; fixed at build time. */
    readonly WXT_API?: string
    /** The organisation's access portal; fixed at build time. */
    readonly WXT_PORTAL?: string
    /** The partition its accounts are in: `aws`, `aws-us-gov`, `aws-cn` or `aws-eusc`; fixed at build time. */
    readonly WXT_PARTITION?: string
    /** Which browser the build is for; WXT sets it. */
    readonly BROWSER?: string
    /** Set for the build that axe looks into. */
    readonly WXT_TEST?: string
  }
}
