import type { Db } from '../db/database.ts'
import { layerProblems } from '../queries/layers.ts'
import type { Terminal } from './terminal.ts'

/** Named on the terminal; of a layer with more, the rest is counted. */
const NAMED = 20

/** Names features of a layer that were repaired or refused, with area before and after. */
export async function warnOfProblems(
  db: Db,
  terminal: Terminal,
  { district, layerVersionId, fileName }: { district: string; layerVersionId: string; fileName: string },
): Promise<void> {
  const problems = await layerProblems(db, district, layerVersionId)
  if (problems.length === 0) return
  const refused = problems.filter(({ action }) => action === 'refused').length
  terminal.warn(`${fileName}: ${problems.length - refused} repaired 已修复, ${refused} refused 未接收`)
  for (const { featureId, sourceKey, action, code, detail, areaBeforeM2, areaAfterM2 } of problems.slice(
    0,
    NAMED,
  )) {
    const areas =
      areaBeforeM2 === null || areaAfterM2 === null
        ? ''
        : ` · ${areaBeforeM2.toFixed(2)} → ${areaAfterM2.toFixed(2)} m²`
    terminal.warn(`  row ${featureId}, id ${sourceKey ?? '—'} · ${action} · ${code}${areas} · ${detail}`)
  }
  if (problems.length > NAMED) terminal.warn(`  … and ${problems.length - NAMED} more`)
}
