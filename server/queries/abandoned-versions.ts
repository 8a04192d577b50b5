import type { LayerRole } from '../../domain/layer.ts'
import type { Database } from '../db/database.ts'

/** A layer has as many features as it has. */
const NO_LIMIT = { statementTimeoutMs: 0 } as const

/** Removes what an import left in staging when its server was killed; it never served anybody. */
export async function dropAbandonedVersions(
  db: Database,
  version: { district: string; role: LayerRole; fileName: string; importedBy: string },
): Promise<void> {
  await db.transaction(
    (tx) =>
      tx.query(
        `delete from land.layer_version
      where district = $1 and role = $2 and file_name = $3 and imported_by = $4 and status = 'staging'`,
        [version.district, version.role, version.fileName, version.importedBy],
      ),
    NO_LIMIT,
  )
}
