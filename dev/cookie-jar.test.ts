import { expect, test } from 'vitest'
import { CookieJar } from './cookie-jar.ts'

const here = new URL('http://127.0.0.1:8790/auth')

function jarWith(...lines: string[]): CookieJar {
  const jar = new CookieJar()
  jar.take(here, new Response(null, { headers: lines.map((line): [string, string] => ['set-cookie', line]) }))
  return jar
}

test('a cookie goes to its path and below, not beside it', () => {
  const jar = jarWith('a=1; path=/sign-in/x; httponly', 'b=2; Path=/')
  expect(jar.headerFor(new URL('http://127.0.0.1/sign-in/x/y'))).toBe('a=1; b=2')
  expect(jar.headerFor(new URL('http://127.0.0.1/sign-in/xx'))).toBe('b=2')
})

test('a cookie goes to another port of its host, as in a browser, and to no other host', () => {
  const jar = jarWith('a=1; path=/')
  expect(jar.headerFor(new URL('http://127.0.0.1:8787/'))).toBe('a=1')
  expect(jar.headerFor(new URL('http://localhost:8790/'))).toBe('')
})

test('a later cookie of the same name and path replaces the earlier, an empty one takes it away', () => {
  const jar = jarWith('a=1; path=/', 'a=x=y; path=/', 'b=1; path=/', 'b=; path=/; max-age=0')
  expect(jar.headerFor(here)).toBe('a=x=y')
})
