import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'
import { classNames } from '../queries/class-names.ts'
import { featureNames } from '../queries/layer-preview.ts'
import type { NameOf } from './compare.ts'
import type { SharedFeature } from './shared-ground.ts'

export interface Kinds {
  /** Which kind of ground a feature is: its class, or of permits and places itself. */
  kindOf: (feature: SharedFeature) => string
  nameOf: NameOf
}

const keyOf = ({ layerVersionId, featureId }: Pick<SharedFeature, 'layerVersionId' | 'featureId'>) =>
  `${layerVersionId}/${featureId}`

export async function kindsOfGround(
  db: Db,
  district: string,
  role: LayerRole,
  features: readonly SharedFeature[],
): Promise<Kinds> {
  const named = await featureNames(db, district, role, features)
  if (named === null) {
    const nameOfClass = await classNames(db)
    return { kindOf: (feature) => feature.class ?? '', nameOf: (kind) => nameOfClass(role, kind) }
  }
  const kinds = new Map(named.map((one) => [keyOf(one), one.number ?? '']))
  const names = new Map(named.map(({ number, name }) => [number ?? '', name]))
  return { kindOf: (feature) => kinds.get(keyOf(feature)) ?? '', nameOf: (kind) => names.get(kind) ?? null }
}
