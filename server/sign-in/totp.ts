import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

// One-time codes of RFC 6238 as every authenticator app reads them: HMAC-SHA-1, six digits, steps of 30 s.

const STEP_MS = 30_000
const DIGITS = 6
const SECRET_BYTES = 20
/** Clocks may differ by one step to either side. */
const SKEW = 1

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding. */
export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)]).join('')
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}

export const newSecret = (): string => base32(randomBytes(SECRET_BYTES))

export const stepAt = (now: number): number => Math.floor(now / STEP_MS)

/** The code of a step (RFC 4226, 5.3). */
export function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest()
  const offset = mac[mac.length - 1]! & 0x0f
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS
  return String(number).padStart(DIGITS, '0')
}

/** Of which step the code is, among those that still serve; null where of none. */
export function stepOf(
  secret: string,
  code: string,
  { now, lastStep }: { now: number; lastStep: number },
): number | null {
  const current = stepAt(now)
  for (let step = current - SKEW; step <= current + SKEW; step += 1)
    if (isEqual(codeOf(secret, step), code) && step > lastStep) return step
  return null
}

const isEqual = (one: string, other: string) =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

/** What an app scans: issuer and account are what it shows. */
export function otpauthUri(secret: string, { issuer, login }: { issuer: string; login: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(login)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`
}
