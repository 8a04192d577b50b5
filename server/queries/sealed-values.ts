import type { Db } from '../db/database.ts'
import type { SealedColumn } from '../keys/sealed-columns.ts'

export interface SealedValue {
  row: string
  value: Buffer
}

/** The next values that another key than this sealed, held. */
export async function valuesOfOtherKeys(
  tx: Db,
  { table, column, key }: SealedColumn,
  keyId: string,
  limit: number,
): Promise<SealedValue[]> {
  const { rows } = await tx.query<SealedValue>(
    `select ${key}::text as row, ${column} as value from ${table}
      where ${column} is not null and substring(${column} from 2 for 4) <> $1
      order by ${key} limit $2 for update`,
    [Buffer.from(keyId, 'hex'), limit],
  )
  return rows
}

export interface ResealedValue {
  row: string
  value: Buffer
  index: Buffer | null
}

export async function storeResealed(
  tx: Db,
  { table, column, key, index }: SealedColumn,
  values: readonly ResealedValue[],
): Promise<void> {
  const alsoIndex = index ? `, ${index.column} = n.index` : ''
  await tx.query(
    `update ${table} t set ${column} = n.value${alsoIndex}
       from unnest($1::text[], $2::bytea[], $3::bytea[]) as n (row, value, index)
      where t.${key}::text = n.row`,
    [values.map(({ row }) => row), values.map(({ value }) => value), values.map(({ index: one }) => one)],
  )
}

/** Values and grants that another key than this made. */
export async function countOfOtherKeys(
  db: Db,
  columns: readonly SealedColumn[],
  keyId: string,
): Promise<number> {
  const counts = [
    ...columns.map(
      ({ table, column }) =>
        `(select count(*) from ${table} where ${column} is not null and substring(${column} from 2 for 4) <> $1)`,
    ),
    ...['work.post', 'work.deputy'].map(
      (table) =>
        `(select count(*) from ${table} where mac is not null and substring(mac from 1 for 4) <> $1)`,
    ),
  ]
  const { rows } = await db.query<{ count: number }>(`select (${counts.join(' + ')})::int as count`, [
    Buffer.from(keyId, 'hex'),
  ])
  return rows[0]!.count
}
