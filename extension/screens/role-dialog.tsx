import { useMemo, useState } from 'preact/hooks'
import type { ManagedPerson, Role } from '../../schema/contract/people.ts'
import { t } from '../lib/words.ts'
import { act, command } from '../models/portal/act.ts'
import { say } from '../models/portal/notice.ts'
import { personDialog } from '../models/portal/person-dialog.ts'
import { connection } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemNote } from './parts/notices.tsx'

const roles: readonly Role[] = ['viewer', 'approver', 'sso_admin', 'admin']

const close = () => void (personDialog.value = null)

/** What somebody may do, and what each role means. */
export function RoleDialog({ done }: { done: () => void }) {
  const person = personDialog.value
  return person && <Question key={person.id} person={person} done={done} />
}

function Question({ person, done }: { person: ManagedPerson; done: () => void }) {
  const [role, choose] = useState(person.role)
  const [auditor, flag] = useState(person.auditor)
  const setting = useMemo(command, [])
  const same = role === person.role && auditor === person.auditor
  const set = () =>
    void setting.run(async () => {
      await act('setRole', { id: person.id, role, auditor }, person.version)
      close()
      say(t('portal_role_said', { name: person.name, role: t(`portal_role_${role}`) }))
      done()
    })
  return (
    <Dialog title={t('portal_role_title', { name: person.name })} close={close}>
      <fieldset class="choices">
        <legend class="hidden">{t('portal_col_role')}</legend>
        {roles.map((each) => (
          <label key={each} class="choice">
            <input type="radio" name="role" checked={each === role} onChange={() => choose(each)} />
            <span>
              <b>{t(`portal_role_${each}`)}</b>
              <span class="says">{t(`portal_role_${each}_may`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label class="choice apart">
        <input type="checkbox" checked={auditor} onChange={(event) => flag(event.currentTarget.checked)} />
        <span>
          <b>{t('portal_auditor')}</b>
          <span class="says">{t('portal_auditor_may')}</span>
        </span>
      </label>
      {setting.problem.value && <ProblemNote problem={setting.problem.value} mend={set} />}
      <div class="dialog-buttons">
        <Button disabled={same || setting.busy.value || connection.value !== 'online'} onClick={set}>
          {t('portal_set_role')}
        </Button>
        <Button autofocus kind="quiet" onClick={close}>
          {t('portal_keep_role')}
        </Button>
      </div>
    </Dialog>
  )
}
