import type { MultiPolygon } from '../../domain/geojson.ts'
import { LAND_APPROVAL_KINDS, REGISTER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { place } from '../../fixtures/builders/geometry.ts'
import { between, pick, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import { Ground, type GivenFeature } from '../sql/ground.ts'
import { CELL_M, CELLS, parcelsOf, polygon, randomCorners, redrawn } from '../sql/survey.ts'

const isRegister = (role: LayerRole) => (REGISTER_ROLES as readonly LayerRole[]).includes(role)

/** Classes of the layers that have any; the last is one that nobody knows. */
const CLASSES: Partial<Record<LayerRole, readonly string[]>> = {
  'plan-zones': ['410', '420', '100', '999'],
  'land-approvals': LAND_APPROVAL_KINDS,
  forests: ['public', 'commercial', 'unknown'],
  roads: ['G208', 'X305'],
}

/** By code, by name, otherwise, and not at all. */
const PLANTING = [{ ZZSXDM: 'WG' }, { zzsxmc: '未耕种' }, { ZZSXDM: 'FLS' }, { ZZSXDM: 'LS' }, {}] as const

/** As issued and expired before the day, in force on it, issued after it, without a date, revoked. */
function datesOf(random: Random): Partial<GivenFeature> {
  const [validFrom, validTo] = pick(random, [
    ['2020-01-01', '2024-12-31'],
    ['2020-01-01', '2025-06-30'],
    ['2025-06-30', null],
    ['2020-01-01', null],
    ['2025-07-01', null],
    [null, null],
  ] as const)
  return {
    validFrom,
    validTo,
    attributes: { status: pick(random, ['valid', 'valid', 'revoked', 'replaced']) },
  }
}

/** Half of the parcels of a survey, each drawn by another hand, with the odd one twice. */
function layer(random: Random, role: LayerRole, jitterDeg: number): GivenFeature[] {
  const share = role === 'land-use' ? 0.9 : 0.4
  const chosen = parcelsOf(random, randomCorners(random)).filter(() => random() < share)
  return [...chosen, ...chosen.slice(0, 3)].map(({ class: code, geometry }): GivenFeature => ({
    geometry: redrawn(random, geometry, jitterDeg),
    class: role === 'land-use' ? code : CLASSES[role] ? pick(random, CLASSES[role]) : null,
    ...(isRegister(role) && datesOf(random)),
    ...(role === 'land-use' && { attributes: pick(random, PLANTING) }),
  }))
}

/** A star-shaped polygon somewhere on the survey, and sometimes over its edge. */
export function patch(random: Random): MultiPolygon {
  const [east, north] = [between(random, 0, CELLS * CELL_M), between(random, 0, CELLS * CELL_M)]
  const corners = Array.from({ length: 9 }, (_, at) => {
    const turn = ((at + between(random, 0.1, 0.9)) / 9) * 2 * Math.PI
    const reach = between(random, 8, 60)
    return place(east + reach * Math.cos(turn), north + reach * Math.sin(turn))
  })
  return polygon([...corners, corners[0]!])
}

/** Towns and villages: each place is one feature. */
const placed = (features: readonly GivenFeature[]) =>
  features.slice(0, 12).map((one, n) => ({ ...one, sourceKey: `140404${100 + n}`, name: `${n}` }))

/** A district in which every one of the layers covers some of the ground; with a survey before the one of the day. */
export async function groundOf(
  db: Database,
  random: Random,
  roles: readonly LayerRole[],
  jitterDeg: number,
): Promise<Ground> {
  const ground = await Ground.make(db)
  for (const role of roles) {
    const features = layer(random, role, jitterDeg)
    if (role === 'land-use')
      await ground.layer(role, layer(random, role, jitterDeg), { validFrom: '2018-12-31' })
    const isPlace = role === 'townships' || role === 'villages'
    await ground.layer(role, isPlace ? placed(features) : features)
  }
  return ground
}
