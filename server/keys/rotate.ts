import { ADMIN_STREAM, record, type Actor } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { forgetKeyIds, knownKeyIds, noteKeyId } from '../queries/data-keys.ts'
import { signGrantsAnew } from '../queries/grants.ts'
import { countOfOtherKeys, storeResealed, valuesOfOtherKeys } from '../queries/sealed-values.ts'
import { indexOf, keyRing, seal, unseal } from './installed.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

const BATCH = 200

export interface Rotation {
  /** Values encrypted anew. */
  values: number
  /** Posts and deputies signed anew. */
  grants: number
  /** What is still under an old key: rows that are not genuine, or that a server wrote meanwhile. */
  left: number
}

/**
 * Encrypts by the key in use whatever an older one encrypted, in batches of their own, while all keys read: killed, it goes
 * on where it was. Throws FieldError where a value does not open; what was done before stays done.
 */
export async function rotateKeys(
  db: Database,
  by: Actor,
  { onProgress }: { onProgress?: (column: string, values: number) => void } = {},
): Promise<Rotation> {
  const { id } = keyRing().current
  await noteKeyId(db, id)
  let values = 0
  for (const column of SEALED_COLUMNS) {
    let done: number
    do {
      done = await resealBatch(db, column, id)
      values += done
      if (done > 0) onProgress?.(`${column.table}.${column.column}`, values)
    } while (done > 0)
  }
  const { signed: grants } = await db.transaction((tx) => signGrantsAnew(tx))
  return db.transaction(async (tx) => {
    const left = await countOfOtherKeys(tx, SEALED_COLUMNS, id)
    const others = (await knownKeyIds(tx)).filter((one) => one !== id)
    if (left === 0) await forgetKeyIds(tx, others)
    if (values + grants > 0 || others.length > 0)
      await record(tx, {
        stream: ADMIN_STREAM,
        by,
        action: 'keys.rotate',
        object: `key:${id}`,
        detail: { from: others, values, grants, left },
      })
    return { values, grants, left }
  })
}

const resealBatch = (db: Database, column: SealedColumn, keyId: string): Promise<number> =>
  db.transaction(async (tx) => {
    const found = await valuesOfOtherKeys(tx, column, keyId, BATCH)
    const resealed = found.map(({ row, value }) => {
      const place = { table: column.table, column: column.column, row }
      const text = unseal(place, value)
      return { row, value: seal(place, text), index: column.index ? indexOf(column.index.kind, text) : null }
    })
    if (resealed.length > 0) await storeResealed(tx, column, resealed)
    return resealed.length
  })
