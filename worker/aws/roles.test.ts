import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { operations, roles, type Operation } from './roles.ts'

const folder = new URL('./', import.meta.url)
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.includes('test') && name !== 'roles.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')

test('every operation that is called has a role, and every operation with a role is called', () => {
  const called = sources.match(/(?<=')(sso|identitystore|organizations|access-analyzer):[A-Z]\w+(?=')/g)
  expect([...new Set(called)].toSorted()).toEqual(Object.keys(operations).toSorted())
})

test('every operation of the SDK that is imported is one of them', () => {
  const imported = sources.match(/\b[A-Z]\w+(?=\$,\n)/g)
  const sso = Object.keys(operations).filter((name) => name.startsWith('sso:'))
  expect([...new Set(imported)].map((name) => `sso:${name}`).toSorted()).toEqual(sso.toSorted())
})

test('who reads changes nothing, who grants does not remove, who removes does not grant', () => {
  const of = (role: string) =>
    (Object.keys(operations) as Operation[]).filter((name) => operations[name].some((one) => one === role))
  expect(of('jit-read').filter((name) => !/:(List|Describe|Get|Validate)/.test(name))).toEqual([])
  expect(of('jit-grant')).not.toContain('sso:DeleteAccountAssignment')
  expect(of('jit-revoke')).not.toContain('sso:CreateAccountAssignment')
  expect(roles).toContain('jit-kill')
})

test('each call names a role that may make it', () => {
  const calls = [...sources.matchAll(/(?:askSso|readSso)\(config, '([\w-]+)'/g)].map(([, role]) => role)
  expect(calls.length).toBeGreaterThan(8)
  expect(calls.filter((role) => !(roles as readonly (string | undefined)[]).includes(role))).toEqual([])
})
