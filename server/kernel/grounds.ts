import type { GroundFacts } from '../../domain/ledger.ts'
import type { Day } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { beltsNear, planeReports } from '../queries/kernel-layers.ts'
import type { Kernel, MeasureQuestion, ServingVersion } from './kernel.ts'
import { coverageOf, type KernelMeasure } from './measure.ts'
import { dayNumber } from './snapshots.ts'

/** The ground of a report, as PostGIS measured it for a day. */
export interface AskedGround {
  reportId: string
  day: Day
  ground: GroundFacts
}

/** The same ground measured by the kernel, from the layers that served it; in their order, null where it could not. */
export async function measureGrounds(
  kernel: Kernel,
  db: Db,
  district: string,
  asked: readonly AskedGround[],
): Promise<(KernelMeasure | null)[]> {
  const ids = [...new Set(asked.map(({ reportId }) => reportId))]
  const shapes = new Map((await planeReports(db, district, ids)).map((shape) => [shape.reportId, shape]))
  const belts = await beltsOf(db, district, asked)
  const questions = asked.map(({ reportId, day, ground }): MeasureQuestion => {
    const { wkb, latitude, type, use } = shapes.get(reportId)!
    return {
      id: reportId,
      wkb,
      latitude,
      day: dayNumber(day),
      counts: coverageOf(type, use),
      belts: belts.get(ground) ?? [],
      layers: versionsOf(ground),
    }
  })
  return kernel.measure(db, district, questions)
}

const versionsOf = ({ layers }: GroundFacts): ServingVersion[] =>
  Object.values(layers).flatMap(({ layerVersionId, role, beforeId }): ServingVersion[] => [
    { layerVersionId, serves: role },
    ...(beforeId === undefined ? [] : [{ layerVersionId: beforeId, serves: 'survey-before' } as const]),
  ])

/** What lies near roads, by ground: where roads served, and belts along them are allowed. */
async function beltsOf(
  db: Db,
  district: string,
  asked: readonly AskedGround[],
): Promise<Map<GroundFacts, Uint8Array[]>> {
  const beside = asked.filter(({ ground }) => ground.layers.roads?.beltM !== undefined)
  const byBelts = Map.groupBy(beside, ({ ground: { layers } }) =>
    JSON.stringify([layers.roads!.layerVersionId, layers.roads!.beltM]),
  )
  const found = new Map<GroundFacts, Uint8Array[]>()
  for (const [, some] of byBelts) {
    const { layerVersionId, beltM } = some[0]!.ground.layers.roads!
    const ids = some.map(({ reportId }) => reportId)
    const near = await beltsNear(db, district, ids, { layerVersionId, beltM: beltM! })
    for (const { reportId, ground } of some) found.set(ground, near.get(reportId) ?? [])
  }
  return found
}
