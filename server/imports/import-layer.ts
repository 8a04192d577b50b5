import { createHash } from 'node:crypto'
import type { ImportNotice } from '../../domain/import-notice.ts'
import { IntakeError, type IntakeNotice } from '../../domain/intake-problem.ts'
import type { LayerRole } from '../../domain/layer.ts'
import { secretWordIn, type Marking } from '../../domain/marking.ts'
import type { Day } from '../../domain/units.ts'
import { localActor } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import type { ClassMap } from '../intake/class-map.ts'
import { checkFitsRole, toLayerFeature } from '../intake/layer-feature.ts'
import { openVectorFile } from '../intake/read/vector-file.ts'
import { publishLayer } from '../queries/layer-status.ts'
import {
  addProblems,
  beginVersion,
  cutFeatures,
  layerReach,
  removeStaging,
  repairFeature,
  sameVersion,
  storeFeatures,
  sumUp,
  versionCounts,
  type RowProblem,
  type VersionCounts,
} from '../queries/layers-write.ts'
import { isRepairable, MAX_CROSSINGS } from './crossings.ts'
import { ImportCancelled } from './import-cancelled.ts'
import { ImportNotices } from './import-notices.ts'
import { layerBatches, type LayerBatch, type LayerRow } from './layer-batches.ts'
import { PlaceCodes } from './place-codes.ts'

export { ImportCancelled } from './import-cancelled.ts'
export type { LayerRow } from './layer-batches.ts'

export interface LayerImport {
  district: string
  role: LayerRole
  /** First day that the layer describes. */
  validFrom: Day
  source: string
  fileName: string
  importedBy: string
  /** Internal, and confirmed by nobody, where it is not said: layers that the platform makes. */
  marking?: Marking
  /** ± m, as its maker states it. */
  accuracyM?: number | null
  /** What becomes of the version once all of it is there; otherwise it serves at once. */
  release?: (tx: Db, layerVersionId: string) => Promise<void>
  /** Called last in the transaction that releases it. */
  fence?: (tx: Db, released: { layerVersionId: string; notices: ImportNotice[] }) => Promise<void>
  onProgress?: (done: number, total: number | null, step: string) => void
  isCancelled?: () => boolean | Promise<boolean>
}

export interface LayerImportSummary extends VersionCounts {
  layerVersionId: string
  /** The newest published version was made of the same features: nothing was added, and it is the one answered here. */
  isUnchanged: boolean
  /** What was read otherwise than it stands in the file. */
  notices: ImportNotice[]
}

export interface FileReading {
  /** EPSG code, where the file's own word is missing or wrong. */
  crs?: number | undefined
  encoding?: string | undefined
  layerName?: string | undefined
  classMap?: ClassMap | undefined
}

/** For files that nobody hostile sent. */
const MAX_UNPACKED_BYTES = 2 ** 31

/** From here on the planner needs statistics of it; they take a second on the embedded engine. */
const LARGE_LAYER = 1_000
const ANALYZE_MS = 300_000
/** The district's extent is made anew of all its townships. */
const PUBLISH_MS = 120_000

/**
 * Imports a layer file as a new version. Rows that cannot be taken are refused and listed, invalid polygons repaired and
 * listed. Throws IntakeError for a file that is not read or not of the role; whatever fails leaves no half version.
 */
export async function importLayerFile(
  db: Database,
  file: string,
  task: LayerImport & FileReading,
): Promise<LayerImportSummary> {
  const { role, fileName, classMap } = task
  refuseSecret(fileName, '文件名 the file name', fileName)
  refuseSecret(fileName, '来源 the source', task.source)
  const vector = await openVectorFile(file, { ...task, maxUnpackedBytes: MAX_UNPACKED_BYTES })
  try {
    refuseSecret(fileName, '图层名 the layer', vector.layerName)
    for (const field of vector.fields) refuseSecret(fileName, '字段名 a field', field)
    checkFitsRole(role, vector.fields, fileName, classMap)
    const rows = async function* (): AsyncGenerator<LayerRow> {
      for await (const { rowNo, properties, geometry } of vector.features) {
        for (const [field, value] of Object.entries(properties))
          if (typeof value === 'string')
            refuseSecret(fileName, `第 ${rowNo} 行字段 row ${rowNo}, field ${field}`, value)
        yield { rowNo, feature: toLayerFeature(properties, role, vector.fields, classMap), geometry }
      }
    }
    const { crs, featureCount: total, notices: fileNotices } = vector
    return await importLayer(db, rows(), { ...task, crs: crs.name, total, fileNotices })
  } finally {
    await vector.close()
  }
}

/** Imports rows that are already in the platform's words; `crs` says in words what the source was in. */
export async function importLayer(
  db: Database,
  source: AsyncIterable<LayerRow> | Iterable<LayerRow>,
  task: LayerImport & { crs: string; total: number | null; fileNotices?: readonly IntakeNotice[] },
): Promise<LayerImportSummary> {
  const reach = await layerReach(db, task.district)
  const { layerVersionId } = await beginVersion(db, task)
  try {
    const staging = new Staging(db, layerVersionId, task)
    const notices = new ImportNotices(task.fileNotices)
    for await (const batch of layerBatches(source, task.role, reach, notices)) await staging.add(batch)
    const sha256 = staging.finishReading()

    const same = await sameVersion(db, task, sha256)
    if (same !== null) {
      await removeStaging(db, task.district, layerVersionId)
      const counts = await versionCounts(db, same)
      return { layerVersionId: same, ...counts, isUnchanged: true, notices: notices.list() }
    }
    await staging.cut()
    const counts = await sumUp(db, task.district, layerVersionId, sha256)
    await staging.checkCancelled()
    await db.transaction(
      async (tx) => {
        await (task.release ?? publishAtTheMachine(task))(tx, layerVersionId)
        await task.fence?.(tx, { layerVersionId, notices: notices.list() })
      },
      { statementTimeoutMs: PUBLISH_MS },
    )
    if (counts.features >= LARGE_LAYER)
      await db.transaction(
        (tx) =>
          tx.query('analyze land.layer_version, land.layer_feature, land.layer_piece, land.layer_shape'),
        { statementTimeoutMs: ANALYZE_MS },
      )
    return { layerVersionId, ...counts, isUnchanged: false, notices: notices.list() }
  } catch (error) {
    // Removes only what is still in staging.
    await removeStaging(db, task.district, layerVersionId)
    throw error
  }
}

/** The platform is declared to hold no state secrets (非涉密): a layer that says it is one is not taken, and told where it says so. */
function refuseSecret(fileName: string, where: string, text: string): void {
  const word = secretWordIn(text)
  if (word === null) return
  throw new IntakeError(
    'says-secret',
    `${fileName} says “${word}” in ${where}: state secrets are not processed here. Take it off this machine as your secrecy rules demand; ` +
      'if the word means something else, have the source correct it.',
  )
}

/** Whoever runs the platform's own commands publishes at once; the trail says so. */
const publishAtTheMachine =
  ({ district, importedBy }: LayerImport) =>
  (tx: Db, layerVersionId: string): Promise<void> =>
    publishLayer(tx, {
      district,
      layerVersionId,
      name: importedBy,
      by: localActor(importedBy),
      detail: { way: 'machine' },
    })

/** A version that is being filled. */
class Staging {
  private readonly db: Database
  private readonly layerVersionId: string
  private readonly task: LayerImport & { total: number | null }
  private readonly codes: PlaceCodes
  /** Over the rows in order: source key, class, attributes and geometry, as they were read. */
  private readonly hash = createHash('sha256')
  /** Row numbers of each batch that has features: what is cut in one go. */
  private readonly ranges: { first: number; last: number }[] = []
  private firstRefusal: RowProblem | null = null
  private done = 0

  constructor(db: Database, layerVersionId: string, task: LayerImport & { total: number | null }) {
    this.db = db
    this.layerVersionId = layerVersionId
    this.task = task
    this.codes = new PlaceCodes(task.role)
  }

  async add({ read, rows, problems }: LayerBatch): Promise<void> {
    const { db, layerVersionId, task } = this
    await this.checkCancelled()
    for (const row of read) {
      this.hash.update(JSON.stringify([row.feature, row.geometry]))
      this.codes.add(row)
    }
    const unrepaired = rows.length > 0 ? await this.store(rows) : []
    // One entry a row: of a refused one, nobody needs to know what else was set aside.
    const refused = new Set(unrepaired.map(({ featureId }) => featureId))
    const all = [...unrepaired, ...problems.filter(({ featureId }) => !refused.has(featureId))]
    await addProblems(db, layerVersionId, all)
    this.firstRefusal ??= all.find(({ action }) => action === 'refused') ?? null
    if (rows.length > unrepaired.length) this.ranges.push({ first: rows[0]!.rowNo, last: rows.at(-1)!.rowNo })
    this.done += read.length
    task.onProgress?.(this.done, task.total, `导入 ${task.role} · importing`)
  }

  /** Stores what is valid or can be made so; answers the rest. */
  private async store(rows: LayerBatch['rows']): Promise<RowProblem[]> {
    const { db, layerVersionId, task } = this
    const refused: RowProblem[] = []
    for (const invalid of await storeFeatures(db, task.district, layerVersionId, rows)) {
      const row = rows.find(({ rowNo }) => rowNo === invalid.featureId)!
      const isTangle = !isRepairable(row.geometry)
      if (!isTangle && (await repairFeature(db, task.district, layerVersionId, row))) continue
      refused.push({
        featureId: row.rowNo,
        sourceKey: row.feature.sourceKey,
        action: 'refused',
        code: isTangle ? 'tangle' : 'invalid',
        detail: isTangle
          ? `${invalid.reason}, more than ${MAX_CROSSINGS} times: too tangled to be repaired.`
          : `${invalid.reason}: no polygon is left of it after repair.`,
        location: invalid.location,
      })
    }
    return refused
  }

  /** Answers the hash. Throws where nothing of the file could be taken, or where places have no code of their own. */
  finishReading(): string {
    const { fileName, role } = this.task
    this.codes.check(fileName)
    if (this.ranges.length === 0 && this.firstRefusal !== null)
      throw new IntakeError(
        this.firstRefusal.code === 'not-a-polygon' ? 'wrong-role' : 'no-features',
        `${fileName}: none of its ${this.done} rows can be taken as ${role}; row ${this.firstRefusal.featureId}: ${this.firstRefusal.detail}`,
      )
    return this.hash.digest('hex')
  }

  async cut(): Promise<void> {
    const { db, layerVersionId, task, ranges } = this
    for (const [at, range] of ranges.entries()) {
      await this.checkCancelled()
      await cutFeatures(db, task.district, layerVersionId, range)
      task.onProgress?.(at + 1, ranges.length, `切分 ${task.role} · cutting`)
    }
  }

  async checkCancelled(): Promise<void> {
    if (await this.task.isCancelled?.()) throw new ImportCancelled('The import was cancelled.')
  }
}
