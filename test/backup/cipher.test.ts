import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { BackupDamaged, PIECE_BYTES, seal, unseal } from '../../server/backup/cipher.ts'

const KEY = randomBytes(32)
const HEAD = 48
const TAG = 16

/** In chunks of a size that fits no piece. */
async function* chunked(bytes: Buffer, size = 65_521): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function all(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

const sealed = (plain: Buffer, name = 'a') => all(seal(chunked(plain), KEY, name))
const opened = (bytes: Buffer, name = 'a', key = KEY) => all(unseal(chunked(bytes), key, name))

describe('a sealed file', () => {
  test.each([0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES, 2 * PIECE_BYTES + 7])(
    'of %i bytes comes back',
    async (length) => {
      const plain = randomBytes(length)
      const bytes = await sealed(plain)
      const piecesOfIt = Math.max(1, Math.ceil(length / PIECE_BYTES))
      expect(bytes.length).toBe(HEAD + length + piecesOfIt * TAG)
      expect((await opened(bytes)).equals(plain)).toBe(true)
    },
  )

  test('is another each time, and tells nothing of what it holds', async () => {
    const plain = Buffer.alloc(1_000)
    expect((await sealed(plain)).equals(await sealed(plain))).toBe(false)
    expect((await sealed(plain)).includes(Buffer.alloc(32))).toBe(false)
  })

  const plain = randomBytes(PIECE_BYTES + 100)
  test.each([
    ['magic', 0],
    ['salt', 20],
    ['first piece', HEAD],
    ['tag of the first piece', HEAD + PIECE_BYTES],
    ['second piece', HEAD + PIECE_BYTES + TAG],
    ['last byte', HEAD + PIECE_BYTES + TAG + 100 + TAG - 1],
  ])('with one bit flipped in its %s is refused by name', async (_, at) => {
    const bytes = await sealed(plain, 'evidence/x')
    bytes[at]! ^= 1
    await expect(opened(bytes, 'evidence/x')).rejects.toThrow(BackupDamaged)
    await expect(opened(bytes, 'evidence/x')).rejects.toThrow(/evidence\/x/)
  })

  test.each([
    ['head', 30],
    ['first piece', 1_000],
    ['end of the first piece', HEAD + PIECE_BYTES + TAG],
    ['last byte', HEAD + PIECE_BYTES + TAG + 100 + TAG - 1],
  ])('cut off at its %s is refused', async (_, length) => {
    const bytes = await sealed(plain)
    await expect(opened(bytes.subarray(0, length))).rejects.toThrow(BackupDamaged)
  })

  test('with its pieces exchanged, or one left out, is refused', async () => {
    const bytes = await sealed(randomBytes(2 * PIECE_BYTES))
    const size = PIECE_BYTES + TAG
    const [head, first, second] = [
      bytes.subarray(0, HEAD),
      bytes.subarray(HEAD, HEAD + size),
      bytes.subarray(HEAD + size),
    ]
    await expect(opened(Buffer.concat([head, second, first]))).rejects.toThrow(BackupDamaged)
    await expect(opened(Buffer.concat([head, second]))).rejects.toThrow(BackupDamaged)
  })

  test('does not stand in for another', async () => {
    await expect(opened(await sealed(plain, 'a'), 'b')).rejects.toThrow(BackupDamaged)
  })

  test('of another key says so', async () => {
    await expect(opened(await sealed(plain), 'a', randomBytes(32))).rejects.toThrow(/another key/)
  })
})
