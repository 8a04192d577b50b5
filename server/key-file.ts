import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorCode, StartError } from './db/errors.ts'

export const KEY_BYTES = 32

/** What a key file holds: 32 bytes, or 64 hexadecimal digits; null for anything else. */
export function keyFrom(content: Buffer): Buffer | null {
  if (content.length === KEY_BYTES) return content
  const text = content.toString('latin1').trim()
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : null
}

/** The key in the file that a setting names. */
export async function readKey(setting: string, file: string): Promise<Buffer> {
  const wayOut = 'name a file of 32 random bytes, or of 64 hexadecimal digits (openssl rand -hex 32)'
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StartError(
      `密钥无法读取 · ${setting}: ${file} cannot be read (${errorCode(error)}): ${wayOut}.`,
    )
  })
  const key = keyFrom(bytes)
  if (!key) throw new StartError(`密钥无法使用 · ${setting}: ${file} holds no key: ${wayOut}.`)
  return key
}

/** The key in the file that the operator named, else in one that is made once. */
export async function keyFile(
  setting: string,
  named: string | undefined,
  otherwise: string,
): Promise<Buffer> {
  if (named !== undefined) return readKey(setting, named)
  if (!existsSync(otherwise)) await makeKey(otherwise)
  return readKey(setting, otherwise)
}

/** Under its name only when it is whole: of two servers that start at once, both use the key of the first. */
async function makeKey(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
}
