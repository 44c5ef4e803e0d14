import { computed, type ReadonlySignal, signal } from '@preact/signals'
import type { Api } from '../../../schema/contract/api.ts'
import type { Output } from '../../../schema/contract/endpoint.ts'
import type { Rule, RulesPreview } from '../../../schema/contract/rules.ts'
import { call } from '../../lib/call.ts'
import { act, type Command, command, orReadAgain } from './act.ts'
import { draftOf, type RuleDraft, ruleOf, withRule } from './rule-draft.ts'

export type Book = Output<Api['rules']>

/** One rule while it is written: nothing is saved before it was seen what it would have changed. */
export interface RuleEdit {
  readonly draft: ReadonlySignal<RuleDraft>
  /** What the rule as it stands here would have changed; `null` until it was asked for. */
  readonly foresight: ReadonlySignal<RulesPreview | null>
  readonly looking: Command
  readonly saving: Command
  change(part: Partial<RuleDraft>): void
  look(book: Book): Promise<void>
  /** On the rules it was looked at with: others that came since are refused, read with `again` and looked at anew. */
  save(again: () => Promise<void>): Promise<Book | null>
}

/** `removes`: the rule is taken out as it is. */
export function ruleEdit(
  opened: Rule | null,
  { removes, zone }: { removes: boolean; zone: string },
): RuleEdit {
  const draft = signal(draftOf(opened, zone))
  const looked = signal<{ readonly book: Book; readonly preview: RulesPreview } | null>(null)
  const looking = command()
  const saving = command()
  const all = (book: Book) => withRule(book.rules, opened?.name ?? null, removes ? null : ruleOf(draft.value))
  return {
    draft,
    foresight: computed(() => looked.value?.preview ?? null),
    looking,
    saving,
    change(part) {
      draft.value = { ...draft.value, ...part }
      looked.value = null
      looking.forget()
      saving.forget()
    },
    look: (book) => {
      saving.forget()
      const seen = draft.value
      return looking.run(async () => {
        const preview = await call('previewRules', { rules: all(book) })
        if (draft.value === seen) looked.value = { book, preview }
      })
    },
    save: async (again) => {
      let saved: Book | null = null
      const on = looked.value?.book
      if (!on) return null
      await saving.run(async () => {
        saved = await orReadAgain(act('setRules', { rules: all(on) }, on.version), async () => {
          looked.value = null
          await again()
        })
      })
      return saved
    },
  }
}
