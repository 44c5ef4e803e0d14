import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import { tellBackground } from '../lib/call.ts'
import { samplePage } from '../lib/own-pages.ts'
import { t } from '../lib/words.ts'
import { allow, skipPin, type Step, type StepName, steps } from '../models/first-run.ts'
import { command } from '../models/portal/act.ts'
import { seen } from '../models/seen.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Mark } from '../ui/mark.tsx'
import { ProblemNote } from './parts/notices.tsx'
import { useTitle } from './parts/use-title.ts'

/** What a new person does once, each step with its state as it is now. */
export function FirstRun() {
  useTitle(t('first_title'))
  return (
    <main class="first-run">
      <header>
        <Mark width={28} />
        <div>
          <h1 id="title">{t('first_title')}</h1>
          <p class="second">{t('first_text')}</p>
        </div>
      </header>
      <ol class="first-steps">
        {steps.value.map((step, index) => (
          <StepCard key={step.name} step={step} number={index + 1} />
        ))}
      </ol>
      <p>
        <a class="link strong" href="options.html">
          {t('first_portal')}
        </a>
      </p>
    </main>
  )
}

const bodies: Readonly<Record<StepName, (props: { step: Step }) => ComponentChildren>> = {
  sign_in: SignIn,
  allow: Allow,
  pin: Pin,
  try: TryIt,
}

function StepCard({ step, number }: { step: Step; number: number }) {
  const { name, state } = step
  const Body = bodies[name]
  return (
    <li class={`first-step ${state}`} aria-current={state === 'next' ? 'step' : undefined}>
      <span class="number" aria-hidden="true">
        {state === 'done' ? <Icon name="check" size={20} /> : number}
      </span>
      <div>
        <h2>
          {t(`first_${name}`)} <span class="state">{t(`first_${state}`)}</span>
        </h2>
        <Body step={step} />
      </div>
    </li>
  )
}

/** One primary button: that of the step that is next. */
function kindOf({ state }: Step): 'primary' | 'normal' {
  return state === 'next' ? 'primary' : 'normal'
}

function SignIn({ step }: { step: Step }) {
  const signing = useMemo(command, [])
  if (step.state === 'done') return <p>{t('first_sign_in_done', { name: seen.value?.me.name ?? '' })}</p>
  const busy = signing.busy.value
  return (
    <>
      <p>{t('first_sign_in_text')}</p>
      <Button
        kind={kindOf(step)}
        disabled={busy}
        onClick={() => void signing.run(() => tellBackground('sign-in'))}
      >
        {t(busy ? 'first_signing_in' : 'first_sign_in')}
      </Button>
      {signing.problem.value && <ProblemNote problem={signing.problem.value} />}
    </>
  )
}

function Allow({ step }: { step: Step }) {
  const refused = useSignal(false)
  if (step.state === 'done') return <p>{t('first_allow_done')}</p>
  return (
    <>
      <p>{t('first_allow_text')}</p>
      <Button kind={kindOf(step)} onClick={() => void allow().then((given) => (refused.value = !given))}>
        {t('problem_site_off_button')}
      </Button>
      {refused.value && <p role="status">{t('first_allow_refused')}</p>}
    </>
  )
}

/** Only the browser's own list can do it. Who does not want it goes on without. */
function Pin({ step }: { step: Step }) {
  if (step.state === 'done') return <p>{t('first_pin_done')}</p>
  return (
    <>
      <p>{t('first_pin_text')}</p>
      {step.state === 'next' && (
        <Button kind="link" onClick={skipPin}>
          {t('first_skip')}
        </Button>
      )}
    </>
  )
}

function TryIt({ step }: { step: Step }) {
  const done = step.state === 'done'
  return (
    <>
      <p>{t(done ? 'first_try_done' : 'first_try_text')}</p>
      {done ? (
        <a class="link strong" href="options.html#/requests">
          {t('first_try_follow')}
        </a>
      ) : (
        <a class={`button ${kindOf(step)}`} href={samplePage} target="_blank">
          {t('first_try_button')}
        </a>
      )}
    </>
  )
}
