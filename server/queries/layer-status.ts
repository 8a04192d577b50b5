import { Problem } from '../../domain/problem.ts'
import { layerStream, localActor, record, type Actor, type AuditAction } from '../audit/record.ts'
import type { Db } from '../db/database.ts'

/**
 * Makes a version serve from its day on. Older versions stay published, since reports are judged by the layers of their own
 * day. Nothing else changes: reports are judged again when somebody asks for it.
 */
export async function publishLayer(
  tx: Db,
  district: string,
  layerVersionId: string,
  by: string,
  actor: Actor = localActor(by),
): Promise<void> {
  const { rows } = await tx.query<ChangedVersion>(
    `update land.layer_version
        set status = 'published', published_at = now(), published_by = $3, withdrawn_at = null, withdrawn_by = null,
            revision = revision + 1
      where district = $1 and layer_version_id = $2 and sha256 is not null
      returning ${CHANGED}`,
    [district, layerVersionId, by],
  )
  await finish(tx, actor, 'layer.publish', district, layerVersionId, rows[0])
}

/** Takes a version out of service. It is kept, for the evaluations that were made with it. */
export async function withdrawLayer(
  tx: Db,
  district: string,
  layerVersionId: string,
  by: string,
  actor: Actor = localActor(by),
): Promise<void> {
  const { rows } = await tx.query<ChangedVersion>(
    `update land.layer_version
        set status = 'withdrawn', withdrawn_at = now(), withdrawn_by = $3, revision = revision + 1
      where district = $1 and layer_version_id = $2 and status = 'published'
      returning ${CHANGED}`,
    [district, layerVersionId, by],
  )
  await finish(tx, actor, 'layer.withdraw', district, layerVersionId, rows[0])
}

interface ChangedVersion {
  role: string
  version: number
  validFrom: string
  sha256: string | null
}
const CHANGED = 'role, version, valid_from as "validFrom", sha256'

async function finish(
  tx: Db,
  by: Actor,
  action: AuditAction,
  district: string,
  layerVersionId: string,
  changed: ChangedVersion | undefined,
): Promise<void> {
  if (!changed) throw new Problem('not-found', `There is no layer version ${layerVersionId} in that state.`)
  await tx.query('select land.set_district_extent($1), work.ensure_organisations($1)', [district])
  const object = `layer-version:${district}/${layerVersionId}`
  await record(tx, { stream: layerStream(district), by, action, object, detail: changed })
}
