import { render } from 'preact'
import { look } from '../../models/popup.ts'
import { watchSeen } from '../../models/seen.ts'
import '../../ui/tokens.css'
import '../../ui/base.css'
import './popup.css'
import { Popup } from './popup.tsx'

await watchSeen()
const app = document.getElementById('app')
if (app) render(<Popup />, app)
document.querySelector<HTMLElement>('.button.primary')?.focus()
void look()
