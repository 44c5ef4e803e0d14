import { useEffect, useMemo, useState } from 'preact/hooks'
import type { ManagedPerson, Role } from '../../schema/contract/people.ts'
import { t } from '../lib/words.ts'
import { act, command, orReadAgain } from '../models/portal/act.ts'
import type { Listing } from '../models/portal/listing.ts'
import { say } from '../models/portal/notice.ts'
import { personDialog } from '../models/portal/person-dialog.ts'
import { connection } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormTrouble } from './parts/form-trouble.tsx'
import { useMoved } from './parts/use-moved.ts'

const roles: readonly Role[] = ['viewer', 'approver', 'sso_admin', 'admin']

const close = () => void (personDialog.value = null)

/** What somebody may do, and what each role means. */
export function RoleDialog({ people }: { people: Listing<ManagedPerson> }) {
  useEffect(() => close, [])
  const asked = personDialog.value
  const { value } = people.listed
  const listed = value.state === 'ready' ? value.items.find(({ id }) => id === asked?.id) : undefined
  return asked && <Question key={asked.id} person={listed ?? asked} again={people.refresh} />
}

function Question({ person, again }: { person: ManagedPerson; again: () => Promise<void> }) {
  const [chosen, choose] = useState<Partial<Pick<ManagedPerson, 'role' | 'auditor'>>>({})
  const { role, auditor } = { ...person, ...chosen }
  const moved = useMoved(person.version, Object.keys(chosen).length > 0)
  const setting = useMemo(command, [])
  const same = role === person.role && auditor === person.auditor
  const set = () =>
    void setting.run(async () => {
      await orReadAgain(act('setRole', { id: person.id, role, auditor }, person.version), again)
      close()
      say(t('portal_role_said', { name: person.name, role: t(`portal_role_${role}`) }))
      void again()
    })
  return (
    <Dialog title={t('portal_role_title', { name: person.name })} close={close}>
      <fieldset class="choices">
        <legend class="hidden">{t('portal_col_role')}</legend>
        {roles.map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="role"
              checked={each === role}
              onChange={() => choose({ ...chosen, role: each })}
            />
            <span>
              <b>{t(`portal_role_${each}`)}</b>
              <span class="says">{t(`portal_role_${each}_may`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label class="choice apart">
        <input
          type="checkbox"
          checked={auditor}
          onChange={(event) => choose({ ...chosen, auditor: event.currentTarget.checked })}
        />
        <span>
          <b>{t('portal_auditor')}</b>
          <span class="says">{t('portal_auditor_may')}</span>
        </span>
      </label>
      <FormTrouble problem={setting.problem.value} moved={moved}>
        {t('portal_now_role', { name: person.name, role: wordsOf(person) })}
      </FormTrouble>
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

function wordsOf({ role, auditor }: ManagedPerson): string {
  const said = t(`portal_role_${role}`)
  return auditor ? `${said}, ${t('portal_auditor')}` : said
}
