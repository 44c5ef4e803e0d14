/** More permission sets than this are a list to choose from, not rows that are all in view. */
export const mostRows = 5
