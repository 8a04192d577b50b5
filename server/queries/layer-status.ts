import { Problem } from '../../domain/problem.ts'
import type { Database, Db } from '../db/database.ts'

/**
 * Makes a version serve from its day on. Older versions stay published, since reports are judged by the layers of their own
 * day. Nothing else changes: reports are judged again when somebody asks for it.
 */
export function publishLayer(
  db: Database,
  district: string,
  layerVersionId: string,
  by: string,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update land.layer_version
          set status = 'published', published_at = now(), published_by = $3, withdrawn_at = null, withdrawn_by = null
        where district = $1 and layer_version_id = $2 and sha256 is not null`,
      [district, layerVersionId, by],
    )
    await finish(tx, district, layerVersionId, rowCount)
  })
}

/** Takes a version out of service. It is kept, for the evaluations that were made with it. */
export function withdrawLayer(
  db: Database,
  district: string,
  layerVersionId: string,
  by: string,
): Promise<void> {
  return db.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `update land.layer_version set status = 'withdrawn', withdrawn_at = now(), withdrawn_by = $3
        where district = $1 and layer_version_id = $2 and status = 'published'`,
      [district, layerVersionId, by],
    )
    await finish(tx, district, layerVersionId, rowCount)
  })
}

async function finish(
  tx: Db,
  district: string,
  layerVersionId: string,
  changed: number | null,
): Promise<void> {
  if (changed !== 1)
    throw new Problem('not-found', `There is no layer version ${layerVersionId} in that state.`)
  await tx.query('select land.set_district_extent($1)', [district])
}
