import type { Person, ReportRow } from '../../domain/api.ts'
import type { Label } from '../../domain/label.ts'
import type { Database } from '../../server/db/database.ts'
import { hashPassword } from '../../server/passwords.ts'
import { savePerson } from '../../server/queries/people.ts'

export const DISTRICT = '140404'
export const WEST = '140404101'
export const EAST = '140404102'
export const PASSWORD = 'correct horse battery'

let hash: Promise<string> | null = null
const passwordHash = () => (hash ??= hashPassword(PASSWORD))

/** A district of two townships: west and east of 113.05°, between 113.0 and 113.1° E, 36.0 and 36.1° N. */
export async function givenDistrict(db: Database): Promise<void> {
  await db.query(
    `insert into land.district (district, name_zh, name_en, plane_srid, extent)
     values ($1, '测试区', 'Test District', 4547, ST_MakeEnvelope(113, 36, 113.1, 36.1, 4490))`,
    [DISTRICT],
  )
  await db.query(
    `insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name, source_crs,
                                     feature_count, imported_by)
     overriding system value values (1000, $1, 'townships', 1, 'published', '2020-01-01', 'test', 'test', '4490', 2, 'test')`,
    [DISTRICT],
  )
  await db.query(
    `with township (feature_id, code, name, geom) as (values
       (1, $2::text, '西乡', ST_MakeEnvelope(113, 36, 113.05, 36.1, 4490)),
       (2, $3::text, '东镇', ST_MakeEnvelope(113.05, 36, 113.1, 36.1, 4490))),
     feature as (
       insert into land.layer_feature (district, layer_version_id, feature_id, source_key, name, area_m2, geom)
       select $1, 1000, feature_id, code, name, land.area_of_record(geom, 4547), ST_Multi(geom) from township)
     insert into land.layer_piece (district, layer_version_id, feature_id, geom)
     select $1, 1000, feature_id, ST_Transform(geom, 4547) from township`,
    [DISTRICT, WEST, EAST],
  )
}

/** Land use and basic farmland over the west; no approval of any kind, which is known and not merely missing. */
export async function givenGround(db: Database): Promise<void> {
  const layers = [
    [1001, 'land-use', '0103'],
    [1002, 'basic-farmland', null],
    [1003, 'land-approvals', null],
    [1004, 'temporary-use', null],
    [1005, 'facility-filings', null],
  ] as const
  for (const [id, role, landClass] of layers) {
    const isCovering = role === 'land-use' || role === 'basic-farmland'
    await db.query(
      `insert into land.layer_version (layer_version_id, district, role, version, status, valid_from, source, file_name,
                                       source_crs, feature_count, imported_by)
       overriding system value values ($1, $2, $3, 1, 'published', '2020-01-01', 'test', 'test', '4490', $4, 'test')`,
      [id, DISTRICT, role, isCovering ? 1 : 0],
    )
    if (!isCovering) continue
    await db.query(
      `with ground as (select ST_MakeEnvelope(113.0, 36.0, 113.05, 36.1, 4490) geom),
       feature as (
         insert into land.layer_feature (district, layer_version_id, feature_id, source_key, class, area_m2, geom)
         select $1, $2, 1, 'K1', $3, land.area_of_record(geom, 4547), ST_Multi(geom) from ground),
       shape as (
         insert into land.layer_shape (district, layer_version_id, feature_id, level, part, class, geom)
         select $1, $2, 1, level, 'fill', $3, ST_Transform(geom, 3857) from ground, unnest(array[0, 10, 12]) level)
       insert into land.layer_piece (district, layer_version_id, feature_id, class, geom)
       select $1, $2, 1, $3, ST_Transform(geom, 4547) from ground`,
      [DISTRICT, id, landClass],
    )
  }
}

type Post = Pick<Person, 'role'> &
  Partial<Pick<Person, 'township' | 'nameZh'>> & { unit?: string; clearance?: Label }

/** Someone who can sign in with PASSWORD. */
export async function givenPerson(db: Database, login: string, post: Post): Promise<Person> {
  return savePerson(db, {
    login,
    nameZh: post.nameZh ?? login,
    nameEn: login,
    role: post.role,
    district: DISTRICT,
    township: post.township ?? null,
    ...(post.unit !== undefined && { unit: post.unit }),
    ...(post.clearance && { clearance: post.clearance }),
    passwordHash: await passwordHash(),
    isDemo: false,
  })
}

export interface GivenReport {
  reportNo?: string
  lon?: number
  lat?: number
  areaM2?: number
  township?: string | null
  verdict?: ReportRow['verdict']
  severity?: ReportRow['severity']
  rules?: readonly string[]
  doubtRules?: readonly string[]
  reportedOn?: string
}

let nextNumber = 1

/** A judged report of about 90 × 110 m with its south-west corner at (lon, lat); answers its id. */
export async function givenReport(db: Database, over: GivenReport = {}): Promise<string> {
  const report = {
    reportNo: `T-${String(nextNumber++).padStart(4, '0')}`,
    lon: 113.01,
    lat: 36.01,
    areaM2: 1_000,
    township: WEST,
    verdict: 'suspected',
    severity: 'high',
    rules: ['NA-01'],
    doubtRules: [],
    reportedOn: '2025-05-01',
    ...over,
  }
  const { rows } = await db.query<{ report_id: string }>(
    `insert into land.report (district, report_no, source, type, reported_on, geom, area_m2, sha256, township, verdict, severity,
                              rules, doubt_rules, created_by)
     values ($1, $2, 'satellite', '20', $3, ST_Multi(ST_MakeEnvelope($4::float8, $5::float8, $4::float8 + 0.001, $5::float8 + 0.001, 4490)),
             $6, 'test', $7, $8, $9, $10, $11, 'test')
     returning report_id`,
    [
      DISTRICT,
      report.reportNo,
      report.reportedOn,
      report.lon,
      report.lat,
      report.areaM2,
      report.township,
      report.verdict,
      report.severity,
      report.rules,
      report.doubtRules,
    ],
  )
  return rows[0]!.report_id
}
