import { Problem } from '../../domain/problem.ts'
import { layerStream, type Actor } from '../audit/record.ts'
import type { Db } from '../db/database.ts'
import { versionSummary } from '../queries/layer-diff.ts'
import { layerObject } from '../queries/layer-status.ts'
import { askApproval, type Asker } from './ask.ts'
import type { LayerQuestion } from './layer-version.ts'

/** Asks a second person to publish a version or to take it out of service. */
export async function askForLayer(
  tx: Db,
  kind: 'layer.publish' | 'layer.withdraw',
  { layerVersionId, reason }: { layerVersionId: string; reason: string },
  asker: Asker,
  by: Actor,
): Promise<string> {
  const { district } = asker
  const found = await versionSummary(tx, district, layerVersionId)
  const isFit = kind === 'layer.publish' ? found?.status !== 'published' : found?.status === 'published'
  if (!found || found.status === 'staging' || !isFit) throw noSuchLayer(layerVersionId)
  const { role, version, label } = found
  const payload: LayerQuestion = { layerVersionId, role, version }
  const object = layerObject(district, layerVersionId)
  return askApproval(tx, { kind, object, stream: layerStream(district), payload, reason, label }, asker, by)
}

export const noSuchLayer = (layerVersionId: string) =>
  new Problem('not-found', `There is no layer version ${layerVersionId} in that state.`)
