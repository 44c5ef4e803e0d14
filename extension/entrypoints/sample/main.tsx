import { render } from 'preact'
import { markLanguage } from '../../lib/language.ts'
import { watchSeen } from '../../models/seen.ts'
import { SamplePage } from '../../screens/sample-page.tsx'
import { runFeatures } from '../console.content/features.ts'
import '../../ui/tokens.css'
import '../../ui/base.css'
import '../../screens/sample.css'

async function open(): Promise<void> {
  markLanguage(document.documentElement)
  await watchSeen()
  const app = document.getElementById('app')
  if (app) render(<SamplePage />, app)
  runFeatures(window, new AbortController().signal)
}

void open()
