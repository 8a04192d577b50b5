import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { errorCode, StartError } from './db/errors.ts'

export const KEY_BYTES = 32
const HEX_KEY = /^[0-9a-f]{64}$/i

export const newKey = (): Buffer => randomBytes(KEY_BYTES)

/** What a key file holds, the key in use first: 32 bytes, or 64 hexadecimal digits a line; null for anything else. */
export function keysFrom(content: Buffer): [Buffer, ...Buffer[]] | null {
  if (content.length === KEY_BYTES) return [content]
  const lines = content.toString('latin1').split('\n')
  const [first, ...others] = lines.map((line) => line.trim()).filter((line) => line !== '')
  if (first === undefined || ![first, ...others].every((line) => HEX_KEY.test(line))) return null
  const keyOf = (line: string) => Buffer.from(line, 'hex')
  return [keyOf(first), ...others.map(keyOf)]
}

/** The one in use. */
export const keyFrom = (content: Buffer): Buffer | null => keysFrom(content)?.[0] ?? null

/** The keys in the file that a setting names, the one in use first. */
export function readKeys(setting: string, file: string): [Buffer, ...Buffer[]] {
  const wayOut = 'name a file of 32 random bytes, or of 64 hexadecimal digits (openssl rand -hex 32)'
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new StartError(
      `密钥无法读取 · ${setting}: ${file} cannot be read (${errorCode(error)}): ${wayOut}.`,
    )
  }
  const keys = keysFrom(bytes)
  if (!keys) throw new StartError(`密钥无法使用 · ${setting}: ${file} holds no key: ${wayOut}.`)
  return keys
}

/** The key in the file that a setting names. */
export const readKey = (setting: string, file: string): Buffer => readKeys(setting, file)[0]

/** The key in the file that the operator named, else in one that is made once, of `key` or by lot. */
export async function keyFile(
  setting: string,
  named: string | undefined,
  otherwise: string,
  key?: Buffer,
): Promise<Buffer> {
  if (named !== undefined) return readKey(setting, named)
  await ensureKeyFile(otherwise, key)
  return readKey(setting, otherwise)
}

/** Under its name only when it is whole: of two servers that start at once, both use the key of the first. */
export async function ensureKeyFile(file: string, key = newKey()): Promise<void> {
  if (existsSync(file)) return
  await mkdir(path.dirname(file), { recursive: true })
  const draft = await drafted(file, [key])
  try {
    await link(draft, file)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  } finally {
    await rm(draft)
  }
}

/** Puts these keys in the place of those before; whoever reads meanwhile finds all of the old or all of the new. */
export async function replaceKeys(file: string, keys: readonly Buffer[]): Promise<void> {
  await rename(await drafted(file, keys), file)
}

async function drafted(file: string, keys: readonly Buffer[]): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  const text = keys.map((key) => `${key.toString('hex')}\n`).join('')
  await writeFile(draft, text, { mode: 0o600, flush: true })
  return draft
}
