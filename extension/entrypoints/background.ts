import { browser } from 'wxt/browser'
import { defineBackground } from 'wxt/utils/define-background'
import { answer } from '../background/answer.ts'
import { heard } from '../background/heard.ts'
import { greet, reopen } from '../background/install.ts'
import { lockStorage } from '../background/lock-storage.ts'
import { offerMenu, onMenu } from '../background/menu.ts'
import { followNotices } from '../background/notices.ts'
import { addPort } from '../background/ports.ts'
import { onAlarm, resume } from '../background/standing.ts'

export default defineBackground(() => {
  browser.runtime.onMessage.addListener((message: unknown, sender, respond) => {
    const known = heard(message, sender)
    if (known === null) return false
    void answer(known, sender).then(respond)
    return true
  })
  browser.runtime.onConnect.addListener(addPort)
  browser.runtime.onInstalled.addListener(offerMenu)
  browser.runtime.onInstalled.addListener(greet)
  browser.contextMenus.onClicked.addListener((info) => void onMenu(info))
  followNotices()
  browser.alarms.onAlarm.addListener(() => void onAlarm())
  void lockStorage().then(resume)
  void reopen()
})
