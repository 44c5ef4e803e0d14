import { t } from '../../lib/words.ts'
import { type OwnersAsked, ownersDialog } from '../../models/portal/owners-dialog.ts'
import { connection } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'

/** Opens who owns an account, and through what. */
export function OwnersButton({ account }: { account: OwnersAsked }) {
  const { id, name } = account
  return (
    <td role="cell" class="cell-actions">
      <Button
        kind="link"
        disabled={connection.value !== 'online'}
        onClick={() => void (ownersDialog.value = { id, name })}
      >
        {t('portal_owners')}
        <span class="hidden"> {t('portal_owners_about', { account: name })}</span>
      </Button>
    </td>
  )
}
