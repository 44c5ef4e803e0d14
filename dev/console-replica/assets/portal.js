// Shows what the fragment asks for: #/console?account_id=…&role_name=…&destination=…
const openMs = 300
const home = 'https://us-east-1.console.aws.amazon.com/console/home'

function show() {
  const [path, query = ''] = location.hash.slice(1).split('?')
  const asked = new URLSearchParams(query)
  const accountId = asked.get('account_id') ?? ''
  const row = document.querySelector(`[data-account-id="${CSS.escape(accountId)}"]`)
  document.querySelector('#opening').hidden = path !== '/console' || !row
  if (path !== '/console' || !row) return
  const role = asked.get('role_name') ?? 'ReadOnly'
  document.querySelector('#account-name').textContent = row.dataset.accountName
  document.querySelector('#account-id').textContent = accountId
  document.querySelector('#role-name').textContent = role
  const target = destination(asked.get('destination'), accountId, role)
  document.querySelector('#destination').href = target
  // As AWS's does, which opens a role by itself; ?opens=never is one that does not know of the role yet.
  if (!new URLSearchParams(location.search).has('opens', 'never'))
    setTimeout(() => location.replace(target), openMs)
}

// Only console pages: a portal that opens any address would be an open redirect.
function destination(asked, account, role) {
  const url = URL.canParse(asked ?? '') ? new URL(asked) : new URL(home)
  const target = /(^|\.)console\.aws\.amazon\.com$/.test(url.hostname) ? url : new URL(home)
  target.searchParams.set('account', account)
  target.searchParams.set('role', role)
  return target.href
}

addEventListener('hashchange', show)
show()
