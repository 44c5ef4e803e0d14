import { render } from 'preact'
import { markLanguage } from '../../lib/language.ts'
import { faceOf, popupModel, showPopup } from '../../models/popup.ts'
import '../../ui/tokens.css'
import '../../ui/base.css'
import './popup.css'
import { takePastes } from './ask-about-text.ts'
import { PopupPage } from './popup.tsx'

async function open(): Promise<void> {
  const app = document.getElementById('app')
  if (!app) throw new Error('popup.html has no #app.')
  const popup = popupModel()
  const shown = showPopup(popup, (state) => render(<PopupPage popup={popup} shown={faceOf(state)} />, app))
  markLanguage(document.documentElement)
  takePastes(document)
  await shown
  await painted()
  document.querySelector<HTMLElement>('.button.primary')?.focus()
  await popup.takeEndWish()
  void popup.look()
  void popup.checkSites()
}

/** What is stored is on the screen before anybody is asked for more: the background would work beside the painting. */
function painted(): Promise<unknown> {
  return new Promise((done) => new PerformanceObserver(done).observe({ type: 'paint', buffered: true }))
}

void open()
