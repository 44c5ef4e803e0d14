// The replica's own script: navigation without a page load, and Cloudscape's plugin API, which the console is built on.

// ?plugins=off shows the console of a service that has no plugin API.
if (!new URLSearchParams(location.search).has('plugins', 'off')) offerPlugins()

function offerPlugins() {
  const kinds = { alert: '[data-analytics-alert]', flashbar: '[data-analytics-flashbar]' }
  const plugins = Object.fromEntries(
    Object.entries(kinds).map(([kind, selector]) => [kind, registry(kind, selector)]),
  )
  window[Symbol.for('awsui-plugin-api')] = { awsuiPlugins: plugins, awsuiPluginsInternal: plugins }
}

function registry(kind, selector) {
  const actions = []
  const mounted = new WeakSet()
  const mountAll = () => {
    for (const box of document.querySelectorAll(selector)) {
      if (mounted.has(box)) continue
      mounted.add(box)
      for (const action of actions) mount(kind, box, action)
    }
  }
  new MutationObserver(mountAll).observe(document.documentElement, { childList: true, subtree: true })
  mountAll()
  return {
    registerAction(action) {
      actions.push(action)
      for (const box of document.querySelectorAll(selector)) mount(kind, box, action)
    },
  }
}

function mount(kind, box, action) {
  const container = document.createElement('div')
  box.querySelector('[class*="awsui_action-slot"]').append(container)
  const part = (name) => ({ current: box.querySelector(`[class*="${name}_"]`) })
  const type = box.dataset.analyticsAlert ?? box.dataset.analyticsFlashbar
  const prefix = kind === 'alert' ? 'awsui_' : 'awsui_flash-'
  action.mountContent(container, {
    type,
    headerRef: part(`${prefix}header`),
    contentRef: part(`${prefix}content`),
  })
}

// A console is a single-page application: the address changes, the document stays.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-spa]')
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  history.pushState(null, '', link.href)
  void load()
})
addEventListener('popstate', () => void load())

async function load() {
  const answer = await fetch(location.href)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  document.title = page.title
  for (const part of ['nav[aria-label="Breadcrumbs"]', 'main']) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)))
  }
}
