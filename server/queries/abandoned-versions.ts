import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'

/** Removes what an import left in staging when its server was killed; it never served anybody. */
export async function dropAbandonedVersions(
  db: Db,
  version: { district: string; role: LayerRole; fileName: string; importedBy: string },
): Promise<void> {
  await db.query(
    `delete from land.layer_version
      where district = $1 and role = $2 and file_name = $3 and imported_by = $4 and status = 'staging'`,
    [version.district, version.role, version.fileName, version.importedBy],
  )
}
