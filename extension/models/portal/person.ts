import { effect } from '@preact/signals'
import { seen } from '../seen.ts'

/** Calls `leave` when somebody else signed in: what the one before typed goes with the page. */
export function watchPerson(leave: () => void): () => void {
  let known: string | null = null
  return effect(() => {
    const id = seen.value?.me.id ?? known
    if (known !== null && id !== known) leave()
    known = id
  })
}
