import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'
import { inHalves } from '../in-halves.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { planeReports } from '../queries/kernel-layers.ts'
import { sharedWith } from '../queries/overlay.ts'

export interface SharedFeature {
  layerVersionId: string
  featureId: number
  class: string | null
  /** m² on the ellipsoid. */
  area: number
}

/** What a report shares with the features of some layer versions; null where that could not be measured. */
export interface SharedGround {
  reportId: string
  features: SharedFeature[] | null
}

interface Asked {
  district: string
  /** Versions of one layer. */
  role: LayerRole
  layerVersionIds: readonly string[]
}

/** By the second engine where there is one, else by PostGIS; of what the asker may read. */
export const sharedGround = (
  db: Db,
  kernel: Kernel | null,
  asked: Asked,
  reportIds: readonly string[],
): Promise<SharedGround[]> =>
  inHalves(
    reportIds,
    (ids) => (kernel ? byKernel(db, kernel, asked, ids) : byPostgis(db, asked, ids)),
    (reportId) => ({ reportId, features: null }),
  )

async function byKernel(
  db: Db,
  kernel: Kernel,
  { district, layerVersionIds }: Asked,
  reportIds: readonly string[],
): Promise<SharedGround[]> {
  const shapes = (await planeReports(db, district, reportIds)).map(({ reportId, wkb, latitude }) => ({
    id: reportId,
    wkb,
    latitude,
  }))
  const found: SharedGround[] = []
  for await (const { id, facts } of kernel.facts(db, district, layerVersionIds, shapes))
    found.push({ reportId: id, features: facts })
  return found
}

/** One version after the other: laid together, two that are nearly the same would be what overlays are worst at. */
async function byPostgis(
  db: Db,
  { district, role, layerVersionIds }: Asked,
  reportIds: readonly string[],
): Promise<SharedGround[]> {
  const found = new Map<string, SharedFeature[] | null>(reportIds.map((id) => [id, []]))
  for (const layerVersionId of layerVersionIds)
    for (const { reportId, facts } of await sharedWith(db, district, reportIds, { role, layerVersionId })) {
      const before = found.get(reportId)
      found.set(reportId, facts && before ? [...before, ...facts] : null)
    }
  return [...found].map(([reportId, features]) => ({ reportId, features }))
}
