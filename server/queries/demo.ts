import type { Db } from '../db/database.ts'

export interface DemoState {
  /** Districts of any kind. */
  districts: number
  /** The invented district, once it was begun. */
  demoDistrict: string | null
  /** People of the demo come last: with them it is complete. */
  hasPeople: boolean
}

export async function demoState(db: Db): Promise<DemoState> {
  const { rows } = await db.query<{ districts: number; demo: string | null; has_people: boolean }>(
    `select (select count(*)::int from land.district) as districts,
            (select district from land.district where is_demo order by district limit 1) as demo,
            exists (select from work.person where is_demo) as has_people`,
  )
  const { districts, demo, has_people } = rows[0]!
  return { districts, demoDistrict: demo, hasPeople: has_people }
}

/** Removes an invented district that was not loaded to the end; call inside a transaction. */
export async function removeDemoDistrict(tx: Db, district: string): Promise<void> {
  const { rows } = await tx.query('select from land.district where district = $1 and is_demo for update', [
    district,
  ])
  if (rows.length === 0) throw new Error(`${district} is no demo district.`)
  for (const table of [
    'work.job',
    'work.assignment',
    'work.decision',
    'land.evaluation',
    'land.report',
    'land.patch_group',
  ])
    await tx.query(`delete from ${table} where district = $1`, [district])
  await tx.query('delete from work.organisation where district = $1', [district])
  await tx.query('delete from land.layer_version where district = $1', [district])
  await tx.query('delete from work.person where district = $1', [district])
  await tx.query('delete from land.district where district = $1', [district])
}

/** Townships by the number of their suspected reports, the most first. */
export async function townshipsBySuspicion(
  db: Db,
  district: string,
): Promise<{ code: string; name: string }[]> {
  const { rows } = await db.query<{ code: string; name: string }>(
    `select f.source_key as code, coalesce(f.name, f.source_key) as name
       from land.layers_as_of($1, current_date) v
       join land.layer_feature f on f.district = $1 and f.layer_version_id = v.layer_version_id
       left join land.report r on r.district = $1 and r.township = f.source_key and r.verdict = 'suspected'
      where v.role = 'townships' and f.source_key is not null
      group by f.source_key, f.name
      order by count(r.report_id) desc, f.source_key`,
    [district],
  )
  return rows
}
