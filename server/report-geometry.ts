import type { MultiPolygon } from '../domain/geojson.ts'
import { GEOMETRY_NOTICES, type GeometryError } from '../domain/geometry-problem.ts'
import { Problem } from '../domain/problem.ts'
import type { Db } from './db/database.ts'
import { REPORT_LIMITS } from './intake/geometry-check.ts'
import { checkGeometryGuarded } from './intake/geometry-guard.ts'
import { disagreement } from './intake/second-opinion.ts'
import { districtExtent } from './queries/district-extent.ts'
import { measuredGeometry } from './queries/measured-geometry.ts'

export interface AcceptedGeometry {
  geometry: MultiPolygon
  areaM2: number
  vertices: number
  /** What was changed without asking, in words. */
  notices: string[]
}

/** The polygon of one report, checked against the district; whatever is wrong with it is thrown as geometry-invalid. */
export async function acceptedGeometry(db: Db, district: string, input: unknown): Promise<AcceptedGeometry> {
  const extent = await districtExtent(db, district)
  if (extent === null) throw new Problem('unknown-district', `There is no district ${district}.`)
  const check = await checkGeometryGuarded(input, {
    ...REPORT_LIMITS,
    extent: extent === 'anywhere' ? null : extent,
  })
  if (!check.ok) throw invalid(check.errors)

  const { areaM2, fault } = await measuredGeometry(db, district, check.geometry)
  if (fault) throw invalid([disagreement(fault.reason, fault.coordinate)])
  return {
    geometry: check.geometry,
    areaM2,
    vertices: check.vertices,
    notices: check.notices.map((notice) => GEOMETRY_NOTICES[notice].en),
  }
}

const invalid = (errors: readonly GeometryError[]) =>
  new Problem('geometry-invalid', errors[0]!.detail, {
    errors: errors.map((error) => ({ ...error, pointer: `/geometry${error.pointer}` })),
  })
