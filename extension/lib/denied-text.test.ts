// @vitest-environment happy-dom
import { expect, test } from 'vitest'
import { denialIn, errorsOf, longestDenial } from './denied-text.ts'

const denied = 'User: arn:aws:iam::111122223333:user/mary is not authorized to perform: s3:GetObject'

function page(html: string): HTMLElement[] {
  document.body.innerHTML = html
  return errorsOf(document)
}

test('of errors within errors the outer one counts, once', () => {
  const found = page(
    `<div id="outer" data-analytics-flashbar="error"><div data-analytics-alert="error">${denied}</div></div>`,
  )
  expect(found.map(({ id }) => id)).toEqual(['outer'])
})

test('only errors: what informs, warns or is done is not looked at', () => {
  expect(page(`<div data-analytics-alert="info">${denied}</div><p>${denied}</p>`)).toEqual([])
})

test('hidden text is read with the rest; elements part lines, and nodes of one element do not', () => {
  const [box] = page(
    '<div data-analytics-alert="error"><h2>Access denied</h2><p hidden></p><p>Action: </p><p>s3:GetObject</p></div>',
  )
  const hidden = box!.querySelector('[hidden]')!
  for (const said of ['User: arn:aws:iam', '::111122223333:user/mary'])
    hidden.appendChild(document.createTextNode(said))
  expect(denialIn(box!)).toBe(
    'Access denied\nUser: arn:aws:iam::111122223333:user/mary\nAction:\ns3:GetObject',
  )
})

test('what is nothing like a denial is not read further', () => {
  const [box] = page('<div data-analytics-alert="error">Rate exceeded</div>')
  expect(denialIn(box!)).toBe('')
})

test('however much a page writes, a bounded part of it is read', () => {
  const [box] = page(`<div data-analytics-alert="error"><p>${denied.repeat(20_000)}</p></div>`)
  expect(denialIn(box!).length).toBeLessThanOrEqual(longestDenial)
  const many = page(`<div data-analytics-alert="error">${`<i>${denied}</i>`.repeat(5000)}</div>`)
  expect(denialIn(many[0]!).length).toBeLessThanOrEqual(longestDenial)
  expect(page('<div data-analytics-alert="error">x</div>'.repeat(500)).length).toBeLessThanOrEqual(30)
})
