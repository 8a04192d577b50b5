import { Problem } from '../../domain/problem.ts'
import type { Database, Db } from '../db/database.ts'

/**
 * Makes a version serve from its day on. Older versions stay published, since reports are judged by the layers of their own
 * day. Nothing else changes: reports are judged again when somebody asks for it.
 */
export function publishLayer(db: Database, layerVersionId: string, by: string): Promise<void> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ district: string }>(
      `update land.layer_version
          set status = 'published', published_at = now(), published_by = $2, withdrawn_at = null, withdrawn_by = null
        where layer_version_id = $1 and sha256 is not null
        returning district`,
      [layerVersionId, by],
    )
    await finish(tx, rows[0]?.district, layerVersionId)
  })
}

/** Takes a version out of service. It is kept, for the evaluations that were made with it. */
export function withdrawLayer(db: Database, layerVersionId: string, by: string): Promise<void> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<{ district: string }>(
      `update land.layer_version set status = 'withdrawn', withdrawn_at = now(), withdrawn_by = $2
        where layer_version_id = $1 and status = 'published'
        returning district`,
      [layerVersionId, by],
    )
    await finish(tx, rows[0]?.district, layerVersionId)
  })
}

async function finish(tx: Db, district: string | undefined, layerVersionId: string): Promise<void> {
  if (district === undefined)
    throw new Problem('not-found', `There is no layer version ${layerVersionId} in that state.`)
  await tx.query('select land.set_district_extent($1)', [district])
}
