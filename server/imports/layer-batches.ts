import type { LayerFeatureAttributes, LayerRole } from '../../domain/layer.ts'
import type { MultiPolygon } from '../../domain/geojson.ts'
import { checkGeometry, LAYER_LIMITS, type GeometryLimits } from '../intake/geometry-check.ts'
import type { RowProblem } from '../queries/layers-write.ts'
import type { ImportNotices } from './import-notices.ts'
import { withRegisterNotes } from './register-notes.ts'

/** A row of a layer in the platform's words, its geometry not yet looked at. */
export interface LayerRow {
  /** From 1, strictly ascending: becomes the feature's id, so that a person finds it in the file. */
  rowNo: number
  feature: LayerFeatureAttributes
  /** GeoJSON, longitude/latitude. */
  geometry: unknown
}

export interface CheckedRow {
  rowNo: number
  feature: LayerFeatureAttributes
  geometry: MultiPolygon
}

export interface LayerBatch {
  /** As they came, for the hash of the version. */
  read: readonly LayerRow[]
  rows: readonly CheckedRow[]
  problems: readonly RowProblem[]
}

const MAX_ROWS = 400
/** Bounds memory and the time of a statement where features are large. */
const MAX_VERTICES = 100_000

/** Rows in batches, each polygon checked for shape, numbers and place; what cannot be taken is among the problems. */
export async function* layerBatches(
  source: AsyncIterable<LayerRow> | Iterable<LayerRow>,
  role: LayerRole,
  reach: GeometryLimits['extent'],
  notices: ImportNotices,
): AsyncGenerator<LayerBatch> {
  const limits = { ...LAYER_LIMITS, extent: reach }
  let [read, rows, problems]: [LayerRow[], CheckedRow[], RowProblem[]] = [[], [], []]
  let vertices = 0
  for await (const row of source) {
    read.push(row)
    const check = checkGeometry(row.geometry, limits)
    if (check.ok) {
      const { feature, note } = withRegisterNotes(role, row.feature)
      rows.push({ rowNo: row.rowNo, feature, geometry: check.geometry })
      vertices += check.vertices
      notices.addGeometry(row.rowNo, check.notices)
      if (note) problems.push({ ...about(row), action: 'repaired', ...note, location: null })
    } else {
      const { code, detail, coordinate } = check.errors[0]!
      problems.push({
        ...about(row),
        action: 'refused',
        code,
        detail: code === 'not-a-polygon' && role === 'roads' ? ROAD_LINES : detail,
        location: positionOf(coordinate),
      })
    }
    if (read.length < MAX_ROWS && vertices < MAX_VERTICES) continue
    yield { read, rows, problems }
    ;[read, rows, problems, vertices] = [[], [], [], 0]
  }
  if (read.length > 0) yield { read, rows, problems }
}

const ROAD_LINES = 'A road is measured by its right of way: deliver polygons (道路用地界), not centre lines.'

const about = ({ rowNo, feature }: LayerRow) => ({ featureId: rowNo, sourceKey: feature.sourceKey })

/** Where a map can show the fault; metres and swapped axes are no place. */
function positionOf(coordinate: readonly number[]): [number, number] | null {
  const [lon, lat] = coordinate
  if (lon === undefined || lat === undefined) return null
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}
