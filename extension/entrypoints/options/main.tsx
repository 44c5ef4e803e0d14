import { render } from 'preact'
import { tellBackground } from '../../lib/call.ts'
import { markLanguage } from '../../lib/language.ts'
import { takeCarried } from '../../models/portal/carried.ts'
import { watchPerson } from '../../models/portal/person.ts'
import { followAddress } from '../../models/portal/route.ts'
import { watchSeen } from '../../models/seen.ts'
import { loadAhead } from '../../screens/parts/later.tsx'
import { Portal } from '../../screens/portal.tsx'
import '../../ui/tokens.css'
import '../../ui/base.css'
import '../../screens/portal.css'
import '../../screens/figures.css'
import '../../screens/admin.css'

async function open(): Promise<void> {
  markLanguage(document.documentElement)
  await watchSeen()
  await takeCarried()
  followAddress()
  watchPerson(() => location.reload())
  const app = document.getElementById('app')
  if (app) render(<Portal />, app)
  requestIdleCallback(() => void loadAhead())
  tellBackground('refresh').catch(() => undefined)
}

void open()
