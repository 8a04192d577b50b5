import type { LayerStatus } from '../../domain/layer.ts'
import { Problem } from '../../domain/problem.ts'
import { layerStream, record, type Actor } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { startReplay } from '../replay/start.ts'

/** Who changes which version: `name` as the list shows it, and how it came about for the trail. */
export interface LayerChange {
  district: string
  layerVersionId: string
  name: string
  by: Actor
  /** `way`: by two people, by one where the setting lets him, or at the machine itself. */
  detail: { way: 'two-person' | 'one-person' | 'machine' } & Record<string, unknown>
}

export const layerObject = (district: string, layerVersionId: string) =>
  `layer-version:${district}/${layerVersionId}`

export async function layerStatus(db: Db, layerVersionId: string): Promise<LayerStatus | null> {
  const { rows } = await db.query<{ status: LayerStatus }>(
    'select status from land.layer_version where layer_version_id = $1',
    [layerVersionId],
  )
  return rows[0]?.status ?? null
}

/**
 * Makes a version serve from its day on: one row changes. Older versions stay published, since reports are judged by the
 * layers of their own day. What it means for reports that were judged is followed up by a job.
 */
export async function publishLayer(tx: Db, change: LayerChange): Promise<void> {
  const { rows } = await tx.query<ChangedVersion>(
    `update land.layer_version
        set status = 'published', published_at = now(), published_by = $3, withdrawn_at = null, withdrawn_by = null,
            revision = revision + 1
      where district = $1 and layer_version_id = $2 and sha256 is not null
      returning ${CHANGED}`,
    [change.district, change.layerVersionId, change.name],
  )
  await finish(tx, 'layer.publish', change, rows[0])
}

/** Takes a version out of service. It is kept, for the evaluations that were made with it. */
export async function withdrawLayer(tx: Db, change: LayerChange): Promise<void> {
  const { rows } = await tx.query<ChangedVersion>(
    `update land.layer_version
        set status = 'withdrawn', withdrawn_at = now(), withdrawn_by = $3, revision = revision + 1
      where district = $1 and layer_version_id = $2 and status in ('published', 'waiting')
      returning ${CHANGED}`,
    [change.district, change.layerVersionId, change.name],
  )
  await finish(tx, 'layer.withdraw', change, rows[0])
}

/** An import that came to its end, and that a second person has to publish. */
export async function letLayerWait(tx: Db, district: string, layerVersionId: string): Promise<void> {
  await tx.query(
    `update land.layer_version set status = 'waiting' where district = $1 and layer_version_id = $2 and status = 'staging'`,
    [district, layerVersionId],
  )
}

interface ChangedVersion {
  role: string
  version: number
  validFrom: string
  sha256: string | null
  /** Not one that is set aside before anybody published it. */
  hasServed: boolean
}
const CHANGED = 'role, version, valid_from as "validFrom", sha256, published_at is not null as "hasServed"'

async function finish(
  tx: Db,
  action: 'layer.publish' | 'layer.withdraw',
  { district, layerVersionId, name, by, detail }: LayerChange,
  changed: ChangedVersion | undefined,
): Promise<void> {
  if (!changed) throw new Problem('not-found', `There is no layer version ${layerVersionId} in that state.`)
  await tx.query('select land.set_district_extent($1), work.ensure_organisations($1)', [district])
  const { hasServed, ...version } = changed
  if (hasServed)
    await startReplay(tx, { district, cause: action, thresholdId: null, layerVersionId, changedBy: name })
  await record(tx, {
    stream: layerStream(district),
    by,
    action,
    object: layerObject(district, layerVersionId),
    detail: { ...version, ...detail },
  })
}
