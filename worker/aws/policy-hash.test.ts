import { expect, test } from 'vitest'
import { policyHash } from './policy-hash.ts'
import type { PolicyTexts } from './port.ts'

const look = { Sid: 'Look', Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: '*' }
const killed = { Sid: 'HallpassKill1111222233331795305600', Effect: 'Deny', Action: '*', Resource: '*' }
const set: PolicyTexts = {
  managed: ['arn:aws:iam::aws:policy/B', 'arn:aws:iam::aws:policy/A'],
  customer: ['/team/C'],
  inline: JSON.stringify({ Version: '2012-10-17', Statement: [look] }),
  boundary: '',
}

test('statements of ours do not change the hash', async () => {
  const inline = JSON.stringify({ Statement: [look, killed], Version: '2012-10-17' }, null, 2)
  expect(await policyHash({ ...set, inline })).toBe(await policyHash(set))
})

test('a policy of our statements alone is no policy', async () => {
  const ours = JSON.stringify({ Version: '2012-10-17', Statement: killed })
  expect(await policyHash({ ...set, inline: ours })).toBe(await policyHash({ ...set, inline: '' }))
})

test('the order in which AWS lists policies does not change the hash', async () => {
  expect(await policyHash({ ...set, managed: set.managed.toReversed() })).toBe(await policyHash(set))
})

test('every part that allows something changes the hash', async () => {
  const wider = { ...look, Resource: 'arn:aws:s3:::x' }
  const variants: Partial<PolicyTexts>[] = [
    { managed: [] },
    { customer: ['/C'] },
    { boundary: '/B' },
    { inline: JSON.stringify({ Version: '2012-10-17', Statement: [wider] }) },
    { inline: JSON.stringify({ Version: '2012-10-17', Statement: [look, { ...killed, Effect: 'Allow' }] }) },
    { inline: JSON.stringify({ Version: '2012-10-17', Statement: [look, { ...killed, Sid: 'HallpassX' }] }) },
    { inline: 'not json' },
    {},
  ]
  const hashes = await Promise.all(variants.map((change) => policyHash({ ...set, ...change })))
  expect(new Set(hashes).size).toBe(variants.length)
})
