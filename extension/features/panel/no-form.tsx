/** @jsxImportSource ../../lib/dom */

interface Props {
  readonly title: string
  readonly detail: string
  /** How the one way on looks, and what it is called. */
  readonly look: 'primary' | 'normal'
  readonly button: string
  readonly go: () => void
}

/** Why nothing can be asked for here, and the one way on. */
export function NoForm({ title, detail, look, button, go }: Props) {
  return (
    <>
      <div class="body" key={title} role="status">
        <b>{title}</b>
        <p>{detail}</p>
      </div>
      <div class="foot" key={title}>
        <button class={look} data-first onClick={go}>
          {button}
        </button>
      </div>
    </>
  )
}
