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

  /** Cloudscape's alerts and flashes. */
  errors: '[data-analytics-alert="error"], [data-analytics-flashbar="error"]',
} as const

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
