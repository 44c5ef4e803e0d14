import type { TimelineStep } from '../../../schema/contract/requests.ts'

export type Step = Omit<TimelineStep, 'through'>

/** A status that was passed through stands as a step of its own, with who led there; what follows it is nobody's doing. */
export function stepsOf(timeline: readonly TimelineStep[]): readonly Step[] {
  return timeline.flatMap(({ through, ...step }): readonly Step[] => {
    if (!through) return [step]
    const { comment: _, ...rest } = step
    return [
      { ...step, status: through },
      { ...rest, event: 'ask_admin', actor: null },
    ]
  })
}
