import type { Page } from './console-page.ts'
import type { Desk } from './desk.ts'

/** One thing Hallpass does on a console page. It lives as long as `page.signal`. */
export interface Feature {
  readonly id: string
  /** Whether it has any business on this page. */
  on(page: Page): boolean
  start(page: Page, desk: Desk): void | Promise<void>
}

/** Starts each feature by itself: one that fails takes nobody along. */
export function startAll(features: readonly Feature[], page: Page, desk: Desk): void {
  for (const feature of features) void startOne(feature, page, desk)
}

async function startOne(feature: Feature, page: Page, desk: Desk): Promise<void> {
  try {
    if (feature.on(page)) await feature.start(page, desk)
  } catch (error) {
    console.error(`Hallpass: ${feature.id} failed on this page`, error)
  }
}
