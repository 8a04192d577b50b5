import {
  FOREST_KINDS,
  LAND_USES,
  LIVESTOCK_KINDS,
  PARTY_KINDS,
  patchTypeOf,
  type ReportAttributes,
  type ReportFacts,
} from '../../domain/report.ts'
import { squareMetres, type Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

interface FactsRow {
  report_id: string
  report_no: string
  type: string | null
  act_on: Day | null
  image_before: Day | null
  image_after: Day | null
  reported_on: Day
  judged_on: Day
  today: Day
  area_m2: number
  sha256: string
  attributes: Record<string, unknown>
}

/** What rules see of a report today, and the hash of the shape that they see. */
export interface ReportWithHash {
  report: ReportFacts
  reportNo: string
  sha256: string
}

export async function reportFacts(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<Map<string, ReportWithHash>> {
  const { rows } = await db.query<FactsRow>(
    `select report_id, report_no, type, act_on, image_before, image_after, reported_on, judged_on, work.today() as today,
            area_m2, sha256, attributes
       from land.report where district = $1 and report_id = any ($2::bigint[])`,
    [district, reportIds],
  )
  const homesteads = await otherHomesteads(db, district, reportIds)
  return new Map(
    rows.map((row) => [
      row.report_id,
      {
        sha256: row.sha256,
        reportNo: row.report_no,
        report: {
          ...attributesOf(row.attributes),
          reportId: row.report_id,
          type: patchTypeOf(row.type),
          actOn: row.act_on,
          imageBefore: row.image_before,
          imageAfter: row.image_after,
          reportedOn: row.reported_on,
          judgedOn: row.judged_on,
          today: row.today,
          area: squareMetres(row.area_m2),
          otherHomesteads: homesteads.get(row.report_id) ?? null,
        },
      },
    ]),
  )
}

/** By report; reports of unknown households are missing. */
async function otherHomesteads(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ report_id: string; homesteads: number }>(
    'select report_id, homesteads from land.other_homesteads($1, $2::bigint[])',
    [district, reportIds],
  )
  return new Map(rows.map((row) => [row.report_id, row.homesteads]))
}

const oneOf = <T extends string>(words: readonly T[], value: unknown): T | null =>
  words.find((word) => word === value) ?? null
const flag = (value: unknown) => (typeof value === 'boolean' ? value : null)
const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null)
const area = (value: unknown) => {
  const m2 = number(value)
  return m2 === null ? null : squareMetres(m2)
}
const day = (value: unknown) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null
const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : null)

/** The attributes that rules know, out of whatever is stored; what does not fit is unknown. */
export function attributesOf(stored: Readonly<Record<string, unknown>>): ReportAttributes {
  return {
    use: oneOf(LAND_USES, stored['use']),
    storeys: number(stored['storeys']),
    partyKind: oneOf(PARTY_KINDS, stored['partyKind']),
    tillageLayer: oneOf(['intact', 'damaged'] as const, stored['tillageLayer']),
    greeningApprovalNo: text(stored['greeningApprovalNo']),
    inOutApprovalNo: text(stored['inOutApprovalNo']),
    redLineOpinionNo: text(stored['redLineOpinionNo']),
    worksPermitNo: text(stored['worksPermitNo']),
    heightM: number(stored['heightM']),
    previousFootprintM2: area(stored['previousFootprintM2']),
    isRebuilt: flag(stored['isRebuilt']),
    ancillaryAreaM2: area(stored['ancillaryAreaM2']),
    projectAreaM2: area(stored['projectAreaM2']),
    idleYears: number(stored['idleYears']),
    earlierPenalties: number(stored['earlierPenalties']),
    householdId: text(stored['householdId']),
    collectiveMember: flag(stored['collectiveMember']),
    isPermanent: flag(stored['isPermanent']),
    isActive: flag(stored['isActive']),
    isHardened: flag(stored['isHardened']),
    hardenedAreaM2: area(stored['hardenedAreaM2']),
    isInGreenhouse: flag(stored['isInGreenhouse']),
    isReturned: flag(stored['isReturned']),
    restoredOn: day(stored['restoredOn']),
    byBusiness: flag(stored['byBusiness']),
    involvesOfficial: flag(stored['involvesOfficial']),
    isObstructed: flag(stored['isObstructed']),
    forestKind: oneOf(FOREST_KINDS, stored['forestKind']),
    livestockKind: oneOf(LIVESTOCK_KINDS, stored['livestockKind']),
  }
}
