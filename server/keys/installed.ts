import path from 'node:path'
import type { Config } from '../config.ts'
import type { Db } from '../db/database.ts'
import { StartError } from '../db/errors.ts'
import { knownKeyIds, noteKeyId } from '../queries/data-keys.ts'
import { blindIndex, blindIndexes, type IndexedKind } from './blind-index.ts'
import { openField, sealField, type CipherProfile, type FieldPlace } from './field-cipher.ts'
import { ensureKeyFile, readKeys } from '../key-file.ts'
import { KeyRing } from './ring.ts'

// A process has one set of keys, as it has one clock: opened at its start, and asked for where something is sealed.

export interface InstalledKeys {
  ring: KeyRing
  profile: CipherProfile
}

let installed: InstalledKeys | null = null

export function installKeys(keys: InstalledKeys): void {
  installed = keys
}

export function installedKeys(): InstalledKeys {
  if (installed === null) throw new Error('The keys were not opened.')
  return installed
}

export const keyRing = (): KeyRing => installedKeys().ring

/** Encrypts a value for its row, by the keys of this process. */
export const seal = (place: FieldPlace, text: string): Buffer => sealField(installedKeys(), place, text)

/** What `seal` encrypted; throws FieldError for whatever was changed or moved. */
export const unseal = (place: FieldPlace, value: Buffer): string => openField(keyRing(), place, value)

/** What a value is stored as beside its encrypted form, to be found by. */
export const indexOf = (kind: IndexedKind, text: string): Buffer => blindIndex(keyRing(), kind, text)

/** What a value may be stored as, by each key that still reads. */
export const indexesOf = (kind: IndexedKind, text: string): Buffer[] => blindIndexes(keyRing(), kind, text)

export const KEK_FILE_NAME = 'kek.key'

type KeySettings = Pick<Config, 'kekFile' | 'dataDir' | 'cipherProfile' | 'isProduction'>

/** The master key's file: the operator's; outside production one that is made once in the data folder. */
export async function masterKeyFile({ kekFile, dataDir, isProduction }: KeySettings): Promise<string> {
  if (kekFile !== undefined) return kekFile
  if (isProduction)
    throw new StartError(
      '未指定主密钥 · KEK_FILE is not set: in production name a file of 64 hexadecimal digits (openssl rand -hex 32), kept apart from the database and its backups.',
    )
  const file = path.join(dataDir, KEK_FILE_NAME)
  await ensureKeyFile(file)
  return file
}

/** Reads the master keys and derives what this process works with. */
export async function openKeys(settings: KeySettings): Promise<void> {
  const file = await masterKeyFile(settings)
  installKeys({ ring: new KeyRing(() => readKeys('KEK_FILE', file)), profile: settings.cipherProfile })
}

/** Refuses a database that holds what none of our keys opens, before anything is written by the wrong one. */
export async function requireKeysOf(db: Db): Promise<void> {
  const ring = keyRing()
  const foreign = (await knownKeyIds(db)).find((id) => ring.find(id) === null)
  if (foreign !== undefined)
    throw new StartError(
      `主密钥与数据库不符 · the database was written with the key ${foreign}, and KEK_FILE holds ${ring.all.map(({ id }) => id).join(', ')}: name the file that belongs to it (it comes back from the backup of the keys).`,
    )
  await noteKeyId(db, ring.current.id)
}
