import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { StartError } from '../db/errors.ts'

// Files of a backup, encrypted in pieces so that none has to fit into memory: docs/backup-format.md.

const MAGIC = Buffer.from('TUBANBK1')
const KEY_ID_BYTES = 8
const SALT_BYTES = 32
const HEADER_BYTES = MAGIC.length + KEY_ID_BYTES + SALT_BYTES
const TAG_BYTES = 16
export const PIECE_BYTES = 2 ** 20

/** A file of a backup that is not as it was written; the message names it. */
export class BackupDamaged extends StartError {
  override name = 'BackupDamaged'

  constructor(file: string, why: string) {
    super(`备份文件损坏 · ${file} of the backup ${why}: take another backup.`)
  }
}

/** Tells keys apart and gives none away. */
const keyIdOf = (key: Buffer) =>
  createHash('sha256').update('tuban-backup-key/1').update(key).digest().subarray(0, KEY_ID_BYTES)

/** Of one file: its name goes in, so that no file can stand in for another. */
const fileKey = (key: Buffer, salt: Buffer, name: string) =>
  Buffer.from(hkdfSync('sha256', key, salt, `tuban-backup/1\0${name}`, 32))

/** Twelve bytes: whether it is the last piece, and its number. */
function nonceOf(piece: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(isLast ? 1 : 0, 0)
  nonce.writeBigUInt64BE(BigInt(piece), 4)
  return nonce
}

/** Encrypts a file under its name in the backup. */
export async function* seal(plain: AsyncIterable<Buffer>, key: Buffer, name: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT_BYTES)
  const header = Buffer.concat([MAGIC, keyIdOf(key), salt])
  const own = fileKey(key, salt, name)
  yield header
  let number = 0
  for await (const { bytes, isLast } of pieces(plain, PIECE_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(number++, isLast))
    cipher.setAAD(header)
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/** Decrypts it again; throws BackupDamaged where one bit is another, or the end is missing. */
export async function* unseal(
  sealed: AsyncIterable<Buffer>,
  key: Buffer,
  name: string,
): AsyncGenerator<Buffer> {
  const source = sealed[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  while (rest.length < HEADER_BYTES) {
    const next = await source.next()
    if (next.done) throw new BackupDamaged(name, 'breaks off in its head')
    rest = Buffer.concat([rest, next.value])
  }
  const header = rest.subarray(0, HEADER_BYTES)
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupDamaged(name, 'is no file of a backup')
  const keyId = header.subarray(MAGIC.length, MAGIC.length + KEY_ID_BYTES)
  if (!keyId.equals(keyIdOf(key)))
    throw new StartError(
      `备份密钥不符 · ${name} was encrypted with another key (id ${keyId.toString('hex')}, yours is ${keyIdOf(key).toString('hex')}): name the right one in BACKUP_KEY_FILE.`,
    )
  const own = fileKey(key, header.subarray(MAGIC.length + KEY_ID_BYTES), name)
  const body = (async function* () {
    yield rest.subarray(HEADER_BYTES)
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value
  })()
  let number = 0
  for await (const { bytes, isLast } of pieces(body, PIECE_BYTES + TAG_BYTES)) {
    if (bytes.length < TAG_BYTES) throw new BackupDamaged(name, 'breaks off')
    const decipher = createDecipheriv('aes-256-gcm', own, nonceOf(number++, isLast))
    decipher.setAAD(header)
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    try {
      yield Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
    } catch {
      throw new BackupDamaged(name, isLast ? 'was changed, or breaks off' : 'was changed')
    }
  }
}

/** The same bytes in pieces of one size; the last may be shorter, and is empty where there are none. */
async function* pieces(
  source: AsyncIterable<Buffer>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; isLast: boolean }> {
  let waiting: Buffer[] = []
  let length = 0
  for await (const chunk of source) {
    waiting.push(chunk)
    length += chunk.length
    if (length <= size) continue
    let bytes = Buffer.concat(waiting)
    // One piece stays back: only the end of the source tells whether it is the last.
    while (bytes.length > size) {
      yield { bytes: bytes.subarray(0, size), isLast: false }
      bytes = bytes.subarray(size)
    }
    waiting = [bytes]
    length = bytes.length
  }
  yield { bytes: Buffer.concat(waiting), isLast: true }
}
