import { createHash } from 'node:crypto'
import { LAYER_ROLES, type LayerFeatureAttributes, type LayerRole } from '../../domain/layer.ts'
import type { MultiPolygon } from '../../domain/geojson.ts'
import type { Day } from '../../domain/units.ts'
import type { Database } from '../db/database.ts'
import type { ClassMap } from '../intake/class-map.ts'
import { checkGeometry, LAYER_LIMITS } from '../intake/geometry-check.ts'
import { checkFitsRole, toLayerFeature } from '../intake/layer-feature.ts'
import { openVectorFile } from '../intake/read/vector-file.ts'

export interface LayerImport {
  district: string
  role: LayerRole
  validFrom: Day
  source: string
  fileName: string
  importedBy: string
  onProgress?: (done: number, total: number | null, step: string) => void
  isCancelled?: () => boolean | Promise<boolean>
}

export interface LayerRow {
  rowNo: number
  feature: LayerFeatureAttributes
  geometry: unknown
}

export interface LayerImportSummary {
  layerVersionId: string
  version: number
  features: number
  repaired: number
  refused: number
}

/** The import was called off; nothing of it is left. */
export class ImportCancelled extends Error {
  override name = 'ImportCancelled'
}

const BATCH = 400

/** Imports a layer file as a new, published version. Throws IntakeError; whatever fails leaves no half version. */
export async function importLayerFile(
  db: Database,
  file: string,
  task: LayerImport & {
    crs?: number | undefined
    encoding?: string | undefined
    layerName?: string | undefined
    classMap?: ClassMap | undefined
  },
): Promise<LayerImportSummary> {
  const vector = await openVectorFile(file, { ...task, maxUnpackedBytes: 2 ** 31 })
  try {
    checkFitsRole(task.role, vector.fields, task.fileName, task.classMap)
    const rows = async function* (): AsyncGenerator<LayerRow> {
      for await (const { rowNo, properties, geometry } of vector.features)
        yield {
          rowNo,
          feature: toLayerFeature(properties, task.role, vector.fields, task.classMap),
          geometry,
        }
    }
    return await importLayer(db, rows(), { ...task, crs: vector.crs.name, total: vector.featureCount })
  } finally {
    await vector.close()
  }
}

/** Imports rows that are already in the platform's words; `crs` says in words what the source was in. */
export async function importLayer(
  db: Database,
  rows: AsyncIterable<LayerRow> | Iterable<LayerRow>,
  task: LayerImport & { crs: string; total: number | null },
): Promise<LayerImportSummary> {
  if (!LAYER_ROLES.includes(task.role)) throw new Error(`There is no layer role ${task.role}.`)
  const { id, version } = await beginVersion(db, task)
  try {
    const hash = createHash('sha256')
    let batch: LayerRow[] = []
    let done = 0
    const flush = async () => {
      if (await task.isCancelled?.()) throw new ImportCancelled('The import was cancelled.')
      await storeBatch(db, task.district, id, batch)
      for (const row of batch) hash.update(JSON.stringify([row.feature, row.geometry]))
      done += batch.length
      task.onProgress?.(done, task.total, `导入 ${task.role} · importing`)
      batch = []
    }
    for await (const row of rows) {
      batch.push(row)
      if (batch.length >= BATCH) await flush()
    }
    if (batch.length > 0) await flush()
    task.onProgress?.(done, done, `切分 ${task.role} · cutting`)
    const summary = await db.transaction(async (tx) => {
      await tx.query('select land.finish_layer($1, $2)', [task.district, id])
      const { rows: finished } = await tx.query<{
        feature_count: number
        repaired_count: number
        refused_count: number
      }>(
        `update land.layer_version set status = 'published', published_at = now(), sha256 = $3
          where district = $1 and layer_version_id = $2 returning feature_count, repaired_count, refused_count`,
        [task.district, id, hash.digest('hex')],
      )
      return finished[0]!
    })
    await db.maintain()
    return {
      layerVersionId: id,
      version,
      features: summary.feature_count,
      repaired: summary.repaired_count,
      refused: summary.refused_count,
    }
  } catch (error) {
    await db.query('delete from land.layer_version where layer_version_id = $1', [id])
    throw error
  }
}

async function beginVersion(
  db: Database,
  task: LayerImport & { crs: string },
): Promise<{ id: string; version: number }> {
  const { rows } = await db.query<{ layer_version_id: string; version: number }>(
    `insert into land.layer_version (district, role, version, status, valid_from, source, file_name, source_crs, imported_by)
     select $1, $2, coalesce(max(version), 0) + 1, 'staging', $3, $4, $5, $6, $7
       from land.layer_version where district = $1 and role = $2
     returning layer_version_id, version`,
    [task.district, task.role, task.validFrom, task.source, task.fileName, task.crs, task.importedBy],
  )
  return { id: rows[0]!.layer_version_id, version: rows[0]!.version }
}

interface Accepted {
  row: LayerRow
  geometry: MultiPolygon
}

async function storeBatch(
  db: Database,
  district: string,
  layerVersionId: string,
  batch: readonly LayerRow[],
): Promise<void> {
  const accepted: Accepted[] = []
  const refused: { feature_id: number; source_key: string | null; code: string; detail: string }[] = []
  for (const row of batch) {
    const check = checkGeometry(row.geometry, LAYER_LIMITS)
    if (check.ok) accepted.push({ row, geometry: check.geometry })
    else
      refused.push({
        feature_id: row.rowNo,
        source_key: row.feature.sourceKey,
        code: check.errors[0]!.code,
        detail: check.errors[0]!.detail,
      })
  }
  const features = accepted.map(({ row, geometry }) => ({
    feature_id: row.rowNo,
    source_key: row.feature.sourceKey,
    class: row.feature.class,
    name: row.feature.name,
    valid_from: row.feature.validFrom,
    valid_to: row.feature.validTo,
    attributes: row.feature.attributes,
    geometry,
  }))
  await db.query('select land.store_layer_features($1, $2, $3::jsonb, $4::jsonb)', [
    district,
    layerVersionId,
    JSON.stringify(features),
    JSON.stringify(refused),
  ])
}
