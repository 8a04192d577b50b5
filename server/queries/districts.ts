import type { DistrictInfo } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import { placeNames } from './places.ts'

export interface NewDistrict {
  code: string
  nameZh: string
  nameEn: string
  /** Longitude of its middle: chooses the plane in which areas are measured. */
  lon: number
  isDemo?: boolean
}

/** Makes the district unless it is there. */
export async function ensureDistrict(
  db: Db,
  { code, nameZh, nameEn, lon, isDemo = false }: NewDistrict,
): Promise<void> {
  await db.query(
    `insert into land.district (district, name_zh, name_en, plane_srid, is_demo)
     values ($1, $2, $3, land.plane_srid($4), $5) on conflict (district) do nothing`,
    [code, nameZh, nameEn, lon, isDemo],
  )
}

/** One district with its townships; null where there is none of that code. */
export async function districtInfo(db: Db, district: string): Promise<DistrictInfo | null> {
  const { rows } = await db.query<{
    name_zh: string
    name_en: string
    is_demo: boolean
    bounds: number[] | null
  }>(
    `select name_zh, name_en, is_demo,
            case when extent is not null then array[ST_XMin(extent), ST_YMin(extent), ST_XMax(extent), ST_YMax(extent)] end bounds
       from land.district where district = $1`,
    [district],
  )
  const row = rows[0]
  if (!row) return null
  const townships = [...(await placeNames(db, district, 'townships'))].map(([code, name]) => ({ code, name }))
  townships.sort((a, b) => a.code.localeCompare(b.code))
  return {
    district,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    isDemo: row.is_demo,
    bounds: row.bounds,
    townships,
  }
}

export async function districtCodes(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ district: string }>(
    'select district from land.district order by district',
  )
  return rows.map(({ district }) => district)
}
