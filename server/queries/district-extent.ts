import type { Db } from '../db/database.ts'

/** How far outside the district a report may reach: borders are drawn differently by each survey. */
const MARGIN_M = 2_000

export type Extent = [west: number, south: number, east: number, north: number]

/** Where reports may lie; `anywhere` while no township layer tells, null where there is no such district. */
export async function districtExtent(db: Db, district: string): Promise<Extent | 'anywhere' | null> {
  const { rows } = await db.query<{ extent: Extent | null }>(
    `select case when e.box is not null then array[ST_XMin(e.box), ST_YMin(e.box), ST_XMax(e.box), ST_YMax(e.box)] end as extent
       from land.district d
       cross join lateral (select ST_Transform(ST_Expand(ST_Transform(d.extent, d.plane_srid), $2), 4490) as box) e
      where d.district = $1`,
    [district, MARGIN_M],
  )
  return rows[0] ? (rows[0].extent ?? 'anywhere') : null
}
