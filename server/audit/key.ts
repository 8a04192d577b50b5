import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config.ts'
import { errorCode, StartError } from '../db/errors.ts'

const KEY_BYTES = 32

/** The key that seals the audit trail: of the file that the operator named, else of one made once in the data folder. */
export async function auditKey({ auditKeyFile, dataDir }: Pick<Config, 'auditKeyFile' | 'dataDir'>) {
  if (auditKeyFile !== undefined) return readKey(auditKeyFile)
  const file = path.join(dataDir, 'audit.key')
  if (!existsSync(file)) await makeKey(file)
  return readKey(file)
}

async function readKey(file: string): Promise<Buffer> {
  const wayOut = 'name a file of 32 random bytes, or of 64 hexadecimal digits (openssl rand -hex 32)'
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StartError(
      `审计密钥无法读取 · AUDIT_KEY_FILE: ${file} cannot be read (${errorCode(error)}): ${wayOut}.`,
    )
  })
  if (bytes.length === KEY_BYTES) return bytes
  const text = bytes.toString('latin1').trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  throw new StartError(`审计密钥无法使用 · AUDIT_KEY_FILE: ${file} holds no key: ${wayOut}.`)
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
