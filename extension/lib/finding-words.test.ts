import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  administrator,
  iamAdministrator,
  rows,
  writeAnyResource,
} from '../../schema/policy/catalogue/catalogue.ts'
import { statementRows } from '../../schema/policy/catalogue/notices.ts'

const findings = [administrator, iamAdministrator, writeAnyResource, ...statementRows, ...rows]

function said(locale: string): Readonly<Record<string, { readonly message: string }>> {
  const file = new URL(`../public/_locales/${locale}/messages.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, { message: string }>
}

const keyOf = (id: string) => `finding_${id.replaceAll('-', '_')}`

test('each finding is said in English as the catalogue says it', () => {
  const english = said('en')
  for (const { id, because } of findings) expect([id, english[keyOf(id)]?.message]).toEqual([id, because])
})

test.each(['de', 'es', 'ar'])('each finding has its sentence in %s, and no other has one', (locale) => {
  const words = said(locale)
  const keys = Object.keys(words).filter((key) => key.startsWith('finding_'))
  expect(keys.toSorted()).toEqual(findings.map(({ id }) => keyOf(id)).toSorted())
  for (const { id, because } of findings) expect(words[keyOf(id)]?.message).not.toBe(because)
})
