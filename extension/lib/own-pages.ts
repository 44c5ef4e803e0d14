/** Pages of ours beside the popup and the portal. */
export const firstRunPage = 'first-run.html'
export const samplePage = 'sample.html'
