import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Api } from '../../schema/contract/api.ts'
import type { Output } from '../../schema/contract/endpoint.ts'
import { call } from '../lib/call.ts'
import { groups } from '../lib/time.ts'
import { t } from '../lib/words.ts'
import { act, command, orReadAgain } from '../models/portal/act.ts'
import { say } from '../models/portal/notice.ts'
import { type OwnersAsked, ownersDialog, refsOf } from '../models/portal/owners-dialog.ts'
import { connection, seen } from '../models/seen.ts'
import { catalog } from '../models/catalog.ts'
import { Sensitive } from '../ui/account-name.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { describedBy, Field } from '../ui/field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { FormTrouble } from './parts/form-trouble.tsx'
import { ListNotice } from './parts/notices.tsx'
import { useMoved } from './parts/use-moved.ts'
import { useRead } from './parts/use-read.ts'

type Owners = Output<Api['owners']>

const close = () => void (ownersDialog.value = null)

/** Who owns an account and through what; an Admin names them anew. */
export function OwnersDialog({ done }: { done: () => void }) {
  useEffect(() => close, [])
  const asked = ownersDialog.value
  return asked && <Shown key={asked.id} asked={asked} done={done} />
}

function Shown({ asked, done }: { asked: OwnersAsked; done: () => void }) {
  const owners = useRead(`owners ${asked.id}`, () => call('owners', { id: asked.id }))
  const known = owners.value.value
  const names = seen.value?.me.role === 'admin'
  return (
    <Dialog title={t('portal_owners_title', { account: asked.name })} close={close}>
      <p class="second">
        {groups(asked.id)} {isSensitive(asked.id) && <Sensitive />}
      </p>
      {!known && !owners.problem.value && <Skeleton rows={2} />}
      {known && <WhoOwns known={known} />}
      <ListNotice problem={owners.problem.value} again={() => void owners.refresh()} />
      {known && names ? (
        <Name known={known} again={owners.refresh} done={done} />
      ) : (
        <div class="dialog-buttons">
          <Button autofocus onClick={close}>
            {t('portal_close')}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

function isSensitive(accountId: string): boolean {
  return catalog()?.find(({ id }) => id === accountId)?.sensitive === true
}

function WhoOwns({ known: { from, people } }: { known: Owners }) {
  const through =
    from === 'account' ? t('portal_owners_own') : from ? t('portal_owners_ou', { path: from }) : ''
  return (
    <div>
      <p>
        {people.length === 0 ? <b>{t('portal_owners_none')}</b> : people.map(({ name }) => name).join(', ')}
      </p>
      {through && <p class="says">{through}</p>}
    </div>
  )
}

interface Naming {
  readonly known: Owners
  readonly again: () => Promise<void>
  readonly done: () => void
}

function Name({ known, again, done }: Naming) {
  const [typed, type] = useState<string | null>(null)
  const text = typed ?? namedIn(known).join('\n')
  const moved = useMoved(known.version, typed !== null)
  const naming = useMemo(command, [])
  const name = () =>
    void naming.run(async () => {
      const wanted = { id: known.accountId, owners: refsOf(text) }
      await orReadAgain(act('setOwners', wanted, known.version), again)
      close()
      say(t('portal_owners_said', { account: known.accountName }))
      done()
    })
  return (
    <>
      <Field id="owners" label={t('portal_owners')} help={t('portal_owners_help')}>
        <textarea
          id="owners"
          rows={4}
          spellcheck={false}
          aria-describedby={describedBy('owners')}
          value={text}
          onInput={(event) => {
            type(event.currentTarget.value)
            naming.forget()
          }}
        />
      </Field>
      <FormTrouble problem={naming.problem.value} moved={moved}>
        {nowNamed(known)}
      </FormTrouble>
      <div class="dialog-buttons">
        <Button disabled={naming.busy.value || connection.value !== 'online'} onClick={name}>
          {t('portal_name_owners')}
        </Button>
        <Button kind="quiet" autofocus onClick={close}>
          {t('portal_keep_owners')}
        </Button>
      </div>
    </>
  )
}

/** Those of the account itself, as they are written; what its OU names is not written here. */
function namedIn({ from, owners }: Owners): readonly string[] {
  return from === 'account' ? owners : []
}

function nowNamed(known: Owners): string {
  const named = namedIn(known)
  return named.length === 0 ? t('portal_now_no_owners') : t('portal_now_owners', { owners: named.join(', ') })
}
