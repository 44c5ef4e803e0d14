import { t } from '../../lib/words.ts'
import { navigation } from '../../models/portal/navigation.ts'
import { letterOf, over } from '../../models/portal/palette.ts'
import { seen } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

type Row = readonly [keys: string, does: string]

/** Every key there is, by where it works. */
export function KeysDialog() {
  const close = () => void (over.value = null)
  const { own, approver, admin } = navigation(seen.value)
  const screens = [...own, ...approver, ...admin].flatMap(({ page, title }): Row[] => {
    const letter = letterOf(page)
    return letter ? [[`g ${letter}`, title]] : []
  })
  return (
    <Dialog title={t('portal_keys')} close={close}>
      <div class="all-keys">
        <Group
          title={t('portal_keys_everywhere')}
          rows={[
            ['Ctrl K', t('portal_palette')],
            ['/', t('portal_search_here')],
            ['?', t('portal_keys')],
          ]}
        />
        <Group title={t('portal_keys_go')} rows={screens} />
        {approver.length > 0 && (
          <Group
            title={t('portal_pending_approvals')}
            rows={[
              ['j', t('portal_key_next')],
              ['k', t('portal_key_previous')],
              ['Enter', t('portal_key_review')],
              ['a', t('portal_key_approve')],
              ['r', t('portal_key_reject')],
            ]}
          />
        )}
      </div>
      <div class="dialog-buttons">
        <Button autofocus onClick={close}>
          {t('portal_close')}
        </Button>
      </div>
    </Dialog>
  )
}

function Group({ title, rows }: { title: string; rows: readonly Row[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
