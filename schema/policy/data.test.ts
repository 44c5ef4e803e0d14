import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import reference from './data/services.json' with { type: 'json' }

interface Service {
  readonly name: string
  readonly types: Readonly<Record<string, string>>
  readonly actions: Readonly<Record<string, string>>
}

const services: Readonly<Record<string, Service>> = reference.services
const actionsOf = (service: string) =>
  Object.values(services[service]!.actions).flatMap((group) => group.split(' '))
const groupOf = (service: string, action: string) =>
  Object.entries(services[service]!.actions).find(([, group]) => group.split(' ').includes(action))?.[0]

const typesIn = (actions: Service['actions']) =>
  Object.keys(actions).flatMap((group) =>
    group
      .split(' ')
      .slice(1)
      .map((type) => type.replace('!', '')),
  )

describe('what AWS’s services can do', () => {
  test('names the version it was made from', () => {
    expect(reference.from).toMatch(/^@cloud-copilot\/iam-data 0\.\d+\.\d{9}, MIT$/)
  })

  test('knows every service and action of the source', () => {
    expect(Object.keys(services).length).toBeGreaterThan(450)
    expect(Object.keys(services).flatMap(actionsOf).length).toBeGreaterThan(22_000)
  })

  test('tells each action’s level and the resources it needs', () => {
    expect(groupOf('iam', 'PassRole')).toBe('W role!')
    expect(groupOf('iam', 'AttachRolePolicy')).toBe('P role!')
    expect(groupOf('s3', 'GetObject')).toBe('R accesspointobject object')
    expect(groupOf('s3', 'ListAllMyBuckets')).toBe('L')
    expect(groupOf('iam', 'TagUser')).toBe('T user!')
    expect(services['s3']!.types['bucket']).toBe('s3:::${BucketName}')
  })

  test('has a pattern for each type that an action names', () => {
    const without = Object.values(services).flatMap(({ types, actions }) =>
      typesIn(actions).filter((type) => !(type in types)),
    )
    expect(without).toEqual([])
  })

  test('names no action twice', () => {
    const twice = Object.keys(services).filter((key) => new Set(actionsOf(key)).size < actionsOf(key).length)
    expect(twice).toEqual([])
  })

  test('stays a light chunk: 250 KiB gzip', () => {
    const text = readFileSync(join(import.meta.dirname, 'data/services.json'))
    expect(gzipSync(text).length).toBeLessThan(250 * 1024)
  })
})
