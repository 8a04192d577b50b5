import { expect, test } from 'vitest'
import { isNetwork, membership } from '../../server/http/networks.ts'

test.each([
  ['127.0.0.1', true],
  ['10.1.2.0/24', true],
  ['::1', true],
  ['fd00::/8', true],
  ['0.0.0.0/0', false],
  ['::/0', false],
  ['*', false],
  ['true', false],
  ['1', false],
  ['loopback', false],
  ['10.1.2.0/33', false],
  ['10.1.2.0/', false],
  ['10.1.2.0/24/8', false],
  ['10.1.2', false],
  ['', false],
])('%s as a network that leaves somebody out: %s', (text, is) => {
  expect(isNetwork(text)).toBe(is)
})

test.each([
  ['10.1.2.0', true],
  ['10.1.2.255', true],
  ['10.1.3.0', false],
  ['::ffff:10.1.2.7', true],
  ['fd12::1', true],
  ['fe80::1', false],
  ['', false],
  [undefined, false],
])('%s lies in 10.1.2.0/24 or fd00::/8: %s', (address, is) => {
  expect(membership(['10.1.2.0/24', 'fd00::/8'])(address)).toBe(is)
})

test('nobody is in no network', () => {
  expect(membership([])('127.0.0.1')).toBe(false)
})
