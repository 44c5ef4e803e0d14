import { render } from 'preact'
import { markLanguage } from '../../lib/language.ts'
import { faceOf, popupModel, showPopup } from '../../models/popup.ts'
import '../../ui/tokens.css'
import '../../ui/base.css'
import './popup.css'
import { takePastes } from './ask-about-text.ts'
import { PopupPage } from './popup.tsx'

const app = document.getElementById('app')
if (!app) throw new Error('popup.html has no #app.')
markLanguage(document.documentElement)
const popup = popupModel()
await showPopup(popup, (state) => render(<PopupPage popup={popup} shown={faceOf(state)} />, app))
document.querySelector<HTMLElement>('.button.primary')?.focus()
takePastes(document)
void popup.look()
