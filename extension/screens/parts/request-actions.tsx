import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { settled, waiting } from '../../../schema/contract/lifecycle.ts'
import type { Request } from '../../../schema/contract/requests.ts'
import { t } from '../../lib/words.ts'
import { act, command, orReadAgain } from '../../models/portal/act.ts'
import { asOf } from '../../models/portal/as-of.ts'
import { say } from '../../models/portal/notice.ts'
import { type Asking, href } from '../../models/portal/route.ts'
import { connection, now } from '../../models/seen.ts'
import { Button } from '../../ui/button.tsx'
import { FormTrouble } from './form-trouble.tsx'

interface Props {
  readonly request: Request
  /** Reads what is shown anew. */
  readonly again: () => Promise<void>
  /** After an act as well, before storage has it. */
  readonly always?: boolean
}

/** What I may do with a request of mine: what leads on first, taking it back last and asked about. */
export function RequestActions({ request, again, always = false }: Props) {
  const doing = useMemo(command, [])
  const [asking, ask] = useState(false)
  const current = asOf(request, now.value)
  const { id, status, version } = current
  const names = { set: request.permissionSetName, account: request.accountName }
  const off = doing.busy.value || connection.value !== 'online'
  const run = (name: Act) =>
    void doing.run(async () => {
      await orReadAgain(act(name, { id }, version), again)
      say(t(`portal_${name}_said`, names))
      if (always) await again()
    })
  const about = <span class="hidden"> {t('portal_about', names)}</span>
  const mayWithdraw = waiting.has(status) || status === 'scheduled'
  return (
    <>
      <span class="links">
        {waysOf(current).map((way, index) => (
          <OneWay key={way.words} way={way} primary={always && index === 0} off={off} run={run}>
            {about}
          </OneWay>
        ))}
        {mayWithdraw && !asking && (
          <Button kind="quiet" disabled={off} onClick={() => ask(true)}>
            {t('portal_withdraw')}
            {about}
          </Button>
        )}
      </span>
      {mayWithdraw && asking && (
        <AskWithdraw off={off} withdraw={() => run('withdraw')} keep={() => ask(false)}>
          {about}
        </AskWithdraw>
      )}
      <FormTrouble problem={doing.problem.value} />
    </>
  )
}

type Act = 'withdraw' | 'retry' | 'remind'

interface Way {
  readonly words: string
  /** The one that is meant first, where there is one. */
  readonly leads: boolean
  readonly does: { readonly to: string } | { readonly act: Act }
}

function waysOf({ id, status, retryUntil, remindFrom, narrower }: Request): readonly Way[] {
  const waits = waiting.has(status)
  const mayRemind = waits && remindFrom && Date.parse(remindFrom) <= now.value
  return [
    ...(mayRemind ? [{ words: t('portal_remind'), leads: true, does: { act: 'remind' } } as const] : []),
    ...(narrower ? [instead(id, narrower.permissionSetName)] : []),
    ...(status === 'failed' && retryUntil
      ? [{ words: t('portal_try_again'), leads: true, does: { act: 'retry' } } as const]
      : []),
    ...(settled.has(status) ? [asks('portal_send_again', { again: id }, true)] : []),
    ...(waits ? [asks('portal_withdraw_edit', { edit: id }, false)] : []),
  ]
}

function asks(words: string, asking: Asking, leads: boolean): Way {
  return { words: t(words), leads, does: { to: href({ page: 'request', ...asking }) } }
}

function instead(id: string, set: string): Way {
  const to = href({ page: 'request', instead: id })
  return { words: t('portal_request_instead', { set }), leads: true, does: { to } }
}

interface OneWayProps {
  readonly way: Way
  readonly primary: boolean
  readonly off: boolean
  readonly run: (name: Act) => void
  readonly children: ComponentChildren
}

function OneWay({ way: { words, leads, does }, primary, off, run, children }: OneWayProps) {
  const first = primary && leads
  if ('to' in does) {
    return (
      <a class={first ? 'button primary' : 'link strong'} href={does.to}>
        {words}
        {children}
      </a>
    )
  }
  return (
    <Button kind={first ? 'primary' : 'link'} disabled={off} onClick={() => run(does.act)}>
      {words}
      {children}
    </Button>
  )
}

interface AskWithdrawProps {
  readonly off: boolean
  readonly withdraw: () => void
  readonly keep: () => void
  readonly children: ComponentChildren
}

/** It cannot be undone, so it is asked about in its place. */
function AskWithdraw({ off, withdraw, keep, children }: AskWithdrawProps) {
  const kept = useRef<HTMLSpanElement>(null)
  useEffect(() => kept.current?.querySelector<HTMLElement>('button:last-of-type')?.focus(), [])
  return (
    <>
      <p class="says" role="status">
        {t('portal_withdraw_ask')}
      </p>
      <span class="links" ref={kept}>
        <Button kind="danger" small disabled={off} onClick={withdraw}>
          {t('portal_withdraw')}
          {children}
        </Button>
        <Button small onClick={keep}>
          {t('portal_keep_it')}
        </Button>
      </span>
    </>
  )
}
