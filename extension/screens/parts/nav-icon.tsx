/** The portal's own drawings, on 16 × 16 with a stroke of 1.5, as the console's navigation. */
// oxfmt-ignore
const paths = {
  dashboard: 'M2 7.5L8 2.5l6 5M3.5 6.5V14h9V6.5M6.5 14v-4h3v4',
  request: 'M10.5 2a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM8 8l-6 6M4 12l2 2M11 5v.4',
  requests: 'M6 3.5h8M6 8h8M6 12.5h8M2.2 3.5h.6M2.2 8h.6M2.2 12.5h.6',
  sessions: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM8 4.5V8l2.4 1.9',
  approvals: 'M2 9l2-6h8l2 6v4.5H2zM2 9h3.5l1 2h3l1-2H14',
  history: 'M2 8a6 6 0 1 0 2-4.5L2 5M2 2v3h3M8 4.8V8l2.2 1.6',
  manage: 'M6 2.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM1.2 14c.2-2.6 2-4.2 4.8-4.2s4.6 1.6 4.8 4.2M11 2.8a2.6 2.6 0 0 1 0 5M12.4 10.2c1.5.6 2.3 1.9 2.4 3.8',
  accounts: 'M2 14.2h12M3.5 14V2H10v12M10 6.5h3V14M6 5h1.6M6 8h1.6M6 11h1.6',
  people: 'M8 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM2.5 14c.3-3 2.4-4.6 5.5-4.6s5.2 1.6 5.5 4.6',
  away: 'M13.8 9.6A6.2 6.2 0 1 1 6.4 2.2a5 5 0 0 0 7.4 7.4z',
  insights: 'M2 14h12M3.5 14V8.5M6.5 14v-9M9.5 14V7M12.5 14V2.5',
  rules: 'M2.5 3.5l1.2 1.2 2-2.2M8 3.8h6M2.5 8l1.2 1.2 2-2.2M8 8.2h6M2.5 12.5l1.2 1.2 2-2.2M8 12.7h6',
  audit: 'M3 1.8h7l3 3v9.4H3zM9.8 1.8V5H13M5.5 8h5M5.5 11h5',
  menu: 'M2 3.5h12M2 8h12M2 12.5h12',
  search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6zM10.5 10.5L14 14',
  tick: 'M3 8.5l3.2 3.2L13 5',
  left: 'M10 3L5 8l5 5',
  right: 'M6 3l5 5-5 5',
} as const

export type NavIconName = keyof typeof paths

/** Says nothing by itself: the word stands beside it. */
export function NavIcon({ name }: { name: NavIconName }) {
  return (
    <svg class={`icon nav-icon icon-${name}`} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
