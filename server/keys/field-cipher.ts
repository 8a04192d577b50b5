import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyRing, KeySet } from './ring.ts'

/** `standard` is AES-256-GCM; `gm` is SM4-CTR with HMAC-SM3 over it. */
export type CipherProfile = 'standard' | 'gm'

/** Where a value stands. It is bound to it: copied into another row or column it does not open. */
export interface FieldPlace {
  table: string
  column: string
  row: string
}

/** The value was changed, moved to another place, or sealed by a key that is not here. */
export class FieldError extends Error {
  override name = 'FieldError'
}

interface Cipher {
  mark: number
  nonceBytes: number
  tagBytes: number
  seal(keys: KeySet, nonce: Buffer, aad: Buffer, text: Buffer): [sealed: Buffer, tag: Buffer]
  open(keys: KeySet, nonce: Buffer, aad: Buffer, sealed: Buffer, tag: Buffer): Buffer
}

const AES_GCM: Cipher = {
  mark: 1,
  nonceBytes: 12,
  tagBytes: 16,
  seal(keys, nonce, aad, text) {
    const cipher = createCipheriv('aes-256-gcm', keys.aes, nonce).setAAD(aad)
    return [Buffer.concat([cipher.update(text), cipher.final()]), cipher.getAuthTag()]
  },
  open(keys, nonce, aad, sealed, tag) {
    const decipher = createDecipheriv('aes-256-gcm', keys.aes, nonce, { authTagLength: 16 })
    decipher.setAAD(aad).setAuthTag(tag)
    return Buffer.concat([decipher.update(sealed), decipher.final()])
  },
}

const SM4_SM3: Cipher = {
  mark: 2,
  nonceBytes: 16,
  tagBytes: 32,
  seal(keys, nonce, aad, text) {
    const cipher = createCipheriv('sm4-ctr', keys.sm4, nonce)
    const sealed = Buffer.concat([cipher.update(text), cipher.final()])
    return [sealed, sm3Tag(keys, nonce, aad, sealed)]
  },
  open(keys, nonce, aad, sealed, tag) {
    if (!timingSafeEqual(tag, sm3Tag(keys, nonce, aad, sealed))) throw new Error('the tag does not fit')
    const decipher = createDecipheriv('sm4-ctr', keys.sm4, nonce)
    return Buffer.concat([decipher.update(sealed), decipher.final()])
  },
}

const sm3Tag = (keys: KeySet, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer =>
  createHmac('sm3', keys.sm3)
    .update(prefixed([nonce, aad, sealed]))
    .digest()

const CIPHERS = [AES_GCM, SM4_SM3]
const OF_PROFILE: Readonly<Record<CipherProfile, Cipher>> = { standard: AES_GCM, gm: SM4_SM3 }

/** Mark of the cipher (1), id of the key (4), nonce, text, tag. */
const HEAD_BYTES = 5

/** Encrypts a value for its place. A nonce is drawn for each; it is given only by tests. */
export function sealField(
  { ring, profile }: { ring: KeyRing; profile: CipherProfile },
  place: FieldPlace,
  text: string,
  nonce?: Buffer,
): Buffer {
  const cipher = OF_PROFILE[profile]
  const head = Buffer.concat([Buffer.from([cipher.mark]), Buffer.from(ring.current.id, 'hex')])
  const used = nonce ?? randomBytes(cipher.nonceBytes)
  const [sealed, tag] = cipher.seal(ring.current, used, aadOf(head, place), Buffer.from(text, 'utf8'))
  return Buffer.concat([head, used, sealed, tag])
}

/** Decrypts a value that stands in this place; throws FieldError for whatever is not as it was sealed. */
export function openField(ring: KeyRing, place: FieldPlace, value: Buffer): string {
  const where = `${place.table}.${place.column} of row ${place.row}`
  const cipher = CIPHERS.find(({ mark }) => mark === value[0])
  if (!cipher || value.length < HEAD_BYTES + cipher.nonceBytes + cipher.tagBytes)
    throw new FieldError(`${where} is no sealed value.`)
  const keys = ring.find(keyIdOf(value))
  if (!keys)
    throw new FieldError(`${where} was sealed by the key ${keyIdOf(value)}, which KEK_FILE does not hold.`)
  const head = value.subarray(0, HEAD_BYTES)
  const nonce = value.subarray(HEAD_BYTES, HEAD_BYTES + cipher.nonceBytes)
  const sealed = value.subarray(HEAD_BYTES + cipher.nonceBytes, value.length - cipher.tagBytes)
  const tag = value.subarray(value.length - cipher.tagBytes)
  try {
    return cipher.open(keys, nonce, aadOf(head, place), sealed, tag).toString('utf8')
  } catch (error) {
    throw new FieldError(`${where} was changed, or belongs to another row.`, { cause: error })
  }
}

/** Which key sealed a value. */
export const keyIdOf = (value: Buffer): string => value.subarray(1, HEAD_BYTES).toString('hex')

const aadOf = (head: Buffer, { table, column, row }: FieldPlace): Buffer =>
  prefixed(['tuban/field/1', head, table, column, row])

/** Each part with its length before it (4 bytes, big-endian), so that no two lists of parts read the same. */
export function prefixed(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part
      const length = Buffer.alloc(4)
      length.writeUInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}
