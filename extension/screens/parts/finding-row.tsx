import type { Finding } from '../../../schema/contract/findings.ts'
import { plain } from '../../lib/plain.ts'
import { at } from '../../lib/time.ts'
import { t } from '../../lib/words.ts'
import { askAbout, wordOf } from '../../models/portal/finding-dialog.ts'
import { isSensitive } from '../../models/catalog.ts'
import { href } from '../../models/portal/route.ts'
import { connection, now } from '../../models/seen.ts'
import { AccountName } from '../../ui/account-name.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Who, where, since when, and what can be done about it. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { accountId, accountName, permissionSetName, since } = finding
  return (
    <tr role="row">
      <td role="cell" class="cell-person">
        <b>{holderName(finding)}</b>
        {finding.principal.kind === 'group' && <span class="second"> {t('portal_finding_group_kind')}</span>}
      </td>
      <td role="cell" class="cell-account">
        <AccountName id={accountId} name={accountName} sensitive={isSensitive(accountId)} />
      </td>
      <td role="cell" class="cell-set">
        <span class="set">{permissionSetName}</span>
      </td>
      <td role="cell" class="cell-since">
        <span class="narrow-only second">{t('portal_col_since')} </span>
        {at(since, now.value)}
      </td>
      <td role="cell" class="cell-status">
        <What finding={finding} />
      </td>
      <Actions finding={finding} />
    </tr>
  )
}

export function holderName({ principal }: Finding): string {
  return plain(principal.name ?? principal.id)
}

function What({ finding }: { finding: Finding }) {
  const { kind, status, act, since } = finding
  const lost = kind === 'lost'
  return (
    <>
      <span class={`status tone-${status === 'ignored' ? 'stopped' : lost ? 'error' : 'warning'}`}>
        <Icon name={status === 'ignored' ? 'stop' : 'warning'} size={14} />{' '}
        {lost ? t('portal_finding_lost', { time: at(since, now.value) }) : t('portal_finding_unknown')}
      </span>
      {hint(finding) && <p class="says">{hint(finding)}</p>}
      {status === 'ignored' && <p class="says">{ignoredSays(finding)}</p>}
      {status === 'ignored' && act && <q class="why">{plain(act.reason)}</q>}
    </>
  )
}

/** Who has to remove it, where that is not Hallpass. */
function hint({ kind, principal, mine }: Finding): string {
  if (kind === 'lost') return ''
  if (principal.kind === 'group') return t('portal_finding_group')
  return mine.ignore && !mine.remove ? t('portal_finding_elsewhere') : ''
}

function ignoredSays({ ignoredUntil }: Finding): string {
  if (ignoredUntil === null) return t('portal_finding_ignored_always')
  return t('portal_finding_ignored', { time: at(ignoredUntil, now.value) })
}

function Actions({ finding }: { finding: Finding }) {
  const { accountName, permissionSetName, mine, kind, requestId } = finding
  const about = { name: holderName(finding), set: permissionSetName, account: accountName }
  const hidden = <span class="hidden"> {t('portal_finding_about', about)}</span>
  const acts = (['adopt', 'remove', 'ignore'] as const).filter((act) => mine[act])
  return (
    <td role="cell" class="cell-actions">
      <span class="links">
        {acts.map((act) => (
          <Button
            key={act}
            kind={act === 'remove' ? 'quiet' : 'link'}
            disabled={connection.value !== 'online'}
            onClick={() => askAbout({ act, finding })}
          >
            {t(`portal_${wordOf({ act, finding })}`)}
            {hidden}
          </Button>
        ))}
        {kind === 'lost' && requestId && (
          <a class="link strong" href={href({ page: 'one', id: requestId })}>
            {t('portal_details')}
            {hidden}
          </a>
        )}
      </span>
    </td>
  )
}
