/**
 * Everything we look for in pages of the AWS console, and nowhere else. Ids and `data-testid` only: labels are
 * translated, class names are hashed. Newest first; old and new navigation live side by side across services.
 */
export const selectors = {
  /** JSON that the console's own bundle reads and cannot do without. */
  sessionData: 'meta[name="awsc-session-data"]',

  accountMenu: [
    'button[data-testid="more-menu__awsc-nav-account-menu-button"]',
    '[data-testid="awsc-nav-account-menu-button"]',
    '[data-testid="awsc-account-info-tile"]',
    '#nav-usernameMenu',
  ],
  /** Narrow windows fold the account menu into this one. */
  moreMenu: ['button[data-testid="awsc-nav-more-menu"]'],
  accountDetails: '[data-testid="account-detail-menu"]',

  /** Cloudscape's alerts and flashes that something went wrong, and what they were before 2023. */
  // oxfmt-ignore
  errors:
    '[data-analytics-alert="error"],[data-analytics-flashbar="error"],'
    + '[data-analytics-alert="warning"],[data-analytics-flashbar="warning"],'
    + '.awsui-flash-type-error,.awsui-alert-type-error',
  /** Of them the ones with a ground of full colour. */
  flash: '[data-analytics-flashbar], .awsui-flash-type-error',
  /** In an error: what it says. Cloudscape hashes the end of these names, not their beginning. */
  errorText: '[class*="awsui_content"], [class*="awsui_flash-content"]',
  /** Our own empty place in an error, put there by the script in the page's world. */
  place: '[data-hallpass-place]',
  /** The page where every restricted login is denied something by a widget. */
  home: /^\/console\/home/,
} as const

/** Accounts in the access portal's list; the console's script does not carry it. */
export const portalAccounts = '[data-testid="account-list-cell"]'

/** The first of `wanted`, in their order, that is drawn on the page. */
export function firstShown(page: Document, wanted: readonly string[]): HTMLElement | null {
  for (const selector of wanted) {
    for (const found of page.querySelectorAll<HTMLElement>(selector)) if (isShown(found)) return found
  }
  return null
}

export function isShown(element: HTMLElement): boolean {
  const { width, height } = element.getBoundingClientRect()
  return width > 0 && height > 0
}
