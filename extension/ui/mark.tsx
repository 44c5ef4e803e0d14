/** The pass with its keyhole. */
export function Mark({ width = 14 }: { width?: number }) {
  return (
    <svg class="mark" width={width} height={(width * 18) / 14} viewBox="0 0 14 18" aria-hidden="true">
      <rect width="14" height="18" rx="3" />
      <rect class="hole" x="4" y="2.5" width="6" height="1.8" rx=".9" />
      <path
        class="hole"
        d="M7 7.4a2.2 2.2 0 0 1 1 4.2l.9 3a.4.4 0 0 1-.4.5h-3a.4.4 0 0 1-.4-.5l.9-3a2.2 2.2 0 0 1 1-4.2z"
      />
    </svg>
  )
}
