import { expect, test } from 'vitest'
import { hashPassword, verifyNobody, verifyPassword } from '../server/passwords.ts'

test('a password is known again by its hash, which carries cost and salt', async () => {
  const hash = await hashPassword('图斑-2026')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verifyPassword('图斑-2026', hash)).toBe(true)
  expect(await verifyPassword('图斑-2027', hash)).toBe(false)
  expect(await hashPassword('图斑-2026')).not.toBe(hash)
})

test('a hash made elsewhere verifies', async () => {
  // argon2 command line: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32
  const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  expect(await verifyPassword('password', hash)).toBe(true)
})

test('an unknown login is never right', async () => {
  expect(await verifyNobody('anything')).toBe(false)
})
