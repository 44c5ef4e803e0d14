import { useMemo } from 'preact/hooks'
import type { Rule } from '../../schema/contract/rules.ts'
import { problemWords, t } from '../lib/words.ts'
import { say } from '../models/portal/notice.ts'
import type { Read } from '../models/portal/read.ts'
import { fieldOf } from '../models/portal/rule-draft.ts'
import { type Book, ruleEdit } from '../models/portal/rule-edit.ts'
import { connection, now } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Foresight } from './parts/foresight.tsx'
import { FormTrouble } from './parts/form-trouble.tsx'
import { RuleFields } from './parts/rule-fields.tsx'
import { ruleInALine } from './parts/rule-words.tsx'
import { useMoved } from './parts/use-moved.ts'

interface Props {
  /** `null`: a new one. */
  readonly rule: Rule | null
  readonly removes: boolean
  readonly book: Read<Book>
  readonly known: Book
  readonly close: () => void
}

/** One rule: written, seen in what it would have changed, and only then saved. */
export function RuleDialog({ rule, removes, book, known, close }: Props) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const edit = useMemo(() => ruleEdit(rule, { removes, zone }), [])
  const { foresight, looking, saving } = edit
  const problem = saving.problem.value ?? looking.problem.value
  const wrong = fieldOf(problem?.field)
  const isCut = connection.value !== 'online'
  const inBook = known.rules.find(({ name }) => name === rule?.name) ?? null
  const moved = useMoved(JSON.stringify(inBook), true)
  const save = () =>
    void edit.save(book.refresh).then((saved) => {
      if (!saved) return
      book.put(saved)
      say(t('portal_rules_saved_said'))
      close()
    })
  return (
    <Dialog kind="rule" title={titleOf(rule, removes)} close={close}>
      {removes ? (
        <p>{t('portal_take_away_text')}</p>
      ) : (
        <RuleFields
          edit={edit}
          error={wrong && problem ? { field: wrong, words: problemWords(problem, now.value).detail } : null}
        />
      )}
      {foresight.value && <Foresight foresight={foresight.value} />}
      {!wrong && (
        <FormTrouble problem={problem} moved={moved}>
          {moved &&
            (inBook ? t('portal_now_rule', { rule: ruleInALine(inBook) }) : t('portal_now_rule_gone'))}
        </FormTrouble>
      )}
      <div class="dialog-buttons">
        {foresight.value ? (
          <Button kind={removes ? 'danger' : 'primary'} disabled={saving.busy.value || isCut} onClick={save}>
            {t(removes ? 'portal_take_away_button' : 'portal_save_rule')}
          </Button>
        ) : (
          <Button kind="primary" disabled={looking.busy.value || isCut} onClick={() => void edit.look(known)}>
            {t('portal_foresee')}
          </Button>
        )}
        <Button kind="quiet" autofocus={removes} onClick={close}>
          {t(removes ? 'portal_keep_it' : 'portal_discard')}
        </Button>
      </div>
    </Dialog>
  )
}

function titleOf(rule: Rule | null, removes: boolean): string {
  if (rule === null) return t('portal_new_rule')
  return t(removes ? 'portal_take_away_title' : 'portal_rule_title', { name: rule.name })
}
