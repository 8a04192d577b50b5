import { describe, expect, test } from 'vitest'
import { newRecoveryCodes, recoveryHash } from '../../server/sign-in/recovery-codes.ts'
import { base32, codeOf, newSecret, otpauthUri, stepAt, stepOf } from '../../server/sign-in/totp.ts'

// RFC 6238, appendix B: the secret of SHA-1, and its codes cut to six digits.
const SECRET = base32(Buffer.from('12345678901234567890'))

describe('codes', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %d s are those of RFC 6238', (seconds, code) => {
    expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code)
  })

  const now = 1_111_111_111_000
  const current = stepAt(now)

  test.each([
    [-2, null],
    [-1, current - 1],
    [0, current],
    [1, current + 1],
    [2, null],
  ])('of %d steps away', (away, step) => {
    expect(stepOf(SECRET, codeOf(SECRET, current + away), { now, lastStep: 0 })).toBe(step)
  })

  test.each([
    ['the one used', 0, null],
    ['one before it', -1, null],
    ['the one after it', 1, current + 1],
  ])('%s', (_name, away, step) => {
    expect(stepOf(SECRET, codeOf(SECRET, current + away), { now, lastStep: current })).toBe(step)
  })
})

test('a secret has 160 bits, and its address says how to read it', () => {
  const secret = newSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(otpauthUri(secret, { issuer: '图斑', login: 'a.b' })).toBe(
    `otpauth://totp/%E5%9B%BE%E6%96%91:a.b?secret=${secret}&issuer=%E5%9B%BE%E6%96%91&algorithm=SHA1&digits=6&period=30`,
  )
})

test('ten recovery codes, read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  const [code] = codes
  expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/)
  expect(recoveryHash(` ${code!.toLowerCase().replaceAll('-', ' ')}`)).toEqual(recoveryHash(code!))
})
