import type { MultiPolygon } from '../../domain/geojson.ts'
import type { LedgerEntry, PermitOverlap } from '../../domain/ledger.ts'
import type { Db } from '../db/database.ts'
import type { StoredCase } from './stored-cases.ts'

/** Ground of a report, as it is drawn. */
export interface Part {
  areaM2: number
  /** Null where there is none of it. */
  geometry: MultiPolygon | null
}

interface PartRow {
  geojson: MultiPolygon
  area_m2: number
}

const NOTHING: Part = { areaM2: 0, geometry: null }
const partOf = (row: PartRow | undefined): Part =>
  row ? { areaM2: row.area_m2, geometry: row.geojson } : NOTHING

/** The ground of one entry of the ledger, by the layers that an evaluation took. */
export async function ledgerPart(
  db: Db,
  district: string,
  { reportId, asOf, report: { type, use }, periods }: StoredCase,
  entry: LedgerEntry,
): Promise<Part> {
  const { layers, accuracyM } = periods.at(-1)!.ground
  const pinned = { layers: Object.values(layers), type, use, accuracyM }
  const { rows } = await db.query<PartRow>(
    'select geojson, area_m2 from land.part_of_report($1, $2, $3, $4::jsonb, $5)',
    [district, reportId, asOf, JSON.stringify(pinned), entry],
  )
  return partOf(rows[0])
}

/** A permit, as the contract names what lies beyond it. */
const BEYOND = /^beyond-([a-z-]+)-(\d{1,9})$/

export const beyondPart = ({ role, featureId }: Pick<PermitOverlap, 'role' | 'featureId'>): string | null =>
  featureId === undefined ? null : `beyond-${role}-${featureId}`

export function permitOf(part: string): { role: string; featureId: number } | null {
  const found = BEYOND.exec(part)
  return found ? { role: found[1]!, featureId: Number(found[2]) } : null
}

/** What of a report lies beyond one permit, whatever its dates. */
export async function partBeyondPermit(
  db: Db,
  district: string,
  reportId: string,
  layerVersionId: string,
  featureId: number,
): Promise<Part> {
  const { rows } = await db.query<PartRow>(
    'select geojson, area_m2 from land.part_beyond_permit($1, $2, $3, $4)',
    [district, reportId, layerVersionId, featureId],
  )
  return partOf(rows[0])
}
