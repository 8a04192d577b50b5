import { createHash } from 'node:crypto'
import type { Threshold } from '../../domain/rule.ts'
import type { Db } from '../db/database.ts'
import { contentOf, type Law, type LawContent } from '../rules/law.ts'

/** Keeps laws that were judged by, each once however many evaluations used it; answers the id of each. */
export async function storeLaws(tx: Db, laws: ReadonlySet<Law>): Promise<Map<Law, string>> {
  const hashes = new Map([...laws].map((law) => [law, JSON.stringify(contentOf(law))] as const))
  const contents = [...hashes.values()]
  await tx.query(
    `insert into rules.law (sha256, content) select * from unnest($1::text[], $2::jsonb[]) on conflict (sha256) do nothing`,
    [contents.map(hashOf), contents],
  )
  const { rows } = await tx.query<{ law_id: string; sha256: string }>(
    'select law_id, sha256 from rules.law where sha256 = any ($1)',
    [contents.map(hashOf)],
  )
  const ids = new Map(rows.map(({ law_id, sha256 }) => [sha256, law_id]))
  return new Map([...hashes].map(([law, content]) => [law, ids.get(hashOf(content))!]))
}

const hashOf = (content: string) => createHash('sha256').update(content).digest('hex')

/** Laws as they were kept. A number that was unset comes back as it went in: NaN. */
export async function readLaws(db: Db, lawIds: readonly string[]): Promise<Map<string, LawContent>> {
  const { rows } = await db.query<{ law_id: string; content: LawContent }>(
    'select law_id, content from rules.law where law_id = any ($1::bigint[])',
    [[...new Set(lawIds)]],
  )
  return new Map(rows.map(({ law_id, content }) => [law_id, withUnset(content)]))
}

const withUnset = ({ thresholds, rules }: LawContent): LawContent => ({
  rules,
  thresholds: Object.fromEntries(
    Object.entries(thresholds).map(([key, row]: [string, Threshold & { value: number | null }]) => [
      key,
      { ...row, value: row.value ?? NaN },
    ]),
  ) as LawContent['thresholds'],
})
