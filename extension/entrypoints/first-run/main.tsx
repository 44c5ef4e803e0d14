import { render } from 'preact'
import { markLanguage } from '../../lib/language.ts'
import { watchBrowser } from '../../models/first-run.ts'
import { watchSeen } from '../../models/seen.ts'
import { FirstRun } from '../../screens/first-run.tsx'
import '../../ui/tokens.css'
import '../../ui/base.css'
import '../../screens/first-run.css'

async function open(): Promise<void> {
  markLanguage(document.documentElement)
  await watchSeen()
  watchBrowser()
  const app = document.getElementById('app')
  if (app) render(<FirstRun />, app)
}

void open()
