import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'
import { Gate } from './gate.ts'

// OWASP's second choice for argon2id: 19 MiB, two passes, one lane; about 150 ms on one core.
const COST = { memory: 19456, passes: 2, parallelism: 1, tagLength: 32 } as const
const SALT_BYTES = 16

/** Each takes a core and 19 MiB: two at a time leave the others their turn, and a flood of sign-ins is sent away. */
const gate = new Gate({ places: 2, queue: 32, retryAfterS: 5 })

const deriveNow = promisify(
  (parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void): void =>
    argon2('argon2id', parameters, done),
)
const derive = (parameters: Argon2Parameters) => gate.run(() => deriveNow(parameters))

const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')

/** The password's hash as a PHC string, which carries its own cost and salt. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES)
  const key = await derive({ ...COST, message: password, nonce })
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(nonce)}$${base64(key)}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** Whether a stored hash cost less, or otherwise, than one made today. */
export const isOutdated = (phc: string): boolean =>
  !phc.startsWith(`$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$`)

export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(phc) ?? []
  if (!salt || !hash) throw new Error('A stored password hash is not an argon2id PHC string.')
  const expected = Buffer.from(hash, 'base64')
  const key = await derive({
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  })
  return timingSafeEqual(key, expected)
}

let nobody: Promise<string> | null = null

/** As slow as a real check, so that the time of an answer does not tell which logins exist. */
export async function verifyNobody(password: string): Promise<false> {
  nobody ??= hashPassword(randomBytes(SALT_BYTES).toString('hex'))
  await verifyPassword(password, await nobody)
  return false
}
