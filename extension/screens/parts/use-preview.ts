import { useEffect } from 'preact/hooks'
import type { AskForm } from '../../models/portal/ask-form.ts'
import { connection } from '../../models/seen.ts'

const restMs = 350

/** Asks what would happen, once the typing rests. The reason and the ticket change nothing about it. */
export function usePreview(form: AskForm): void {
  const asked = form.asked()
  const body = asked && { ...asked, justification: '' }
  const online = connection.value === 'online'
  const key = online && body ? JSON.stringify(body) : ''
  useEffect(() => {
    const timer = setTimeout(() => void form.preview.look(key ? form.asked() : null), restMs)
    return () => clearTimeout(timer)
  }, [key])
}
