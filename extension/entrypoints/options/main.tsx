import { render } from 'preact'
import { tellBackground } from '../../lib/call.ts'
import { markLanguage } from '../../lib/language.ts'
import { followAddress } from '../../models/portal/route.ts'
import { watchSeen } from '../../models/seen.ts'
import { Portal } from '../../screens/portal.tsx'
import '../../ui/tokens.css'
import '../../ui/base.css'
import '../../screens/portal.css'

markLanguage(document.documentElement)
await watchSeen()
followAddress()
const app = document.getElementById('app')
if (app) render(<Portal />, app)
tellBackground('refresh').catch(() => undefined)
