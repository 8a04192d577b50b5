import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MultiPolygon, Position } from '../../domain/geojson.ts'
import { LAYER_ROLES } from '../../domain/layer.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { pick, randomFrom, type Random } from '../../fixtures/district/random.ts'
import type { Database } from '../../server/db/database.ts'
import type { Overlay } from '../../server/queries/overlay.ts'
import { groundOf, patch } from '../kernel/ledger-ground.ts'
import { freshDatabase } from '../support/database.ts'
import { DAY, Ground } from './ground.ts'
import { parcelsOf, polygon, randomCorners, redrawn } from './survey.ts'

// Nothing is lost and nothing counts twice, over random ground of every layer: layers that overlap themselves, leave gaps and
// holes, and share borders or nearly so.

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

const REPORTS = 20
/** 0.01 m², or 10⁻⁶ of the patch. */
const close = (patchM2: number) => Math.max(0.01, 1e-6 * patchM2)

const area = ({ ground: { ledger } }: Overlay, entry: LedgerEntry) => ledger[entry]?.area ?? 0

async function measuredOn(ground: Ground, random: Random) {
  const ids: string[] = []
  for (let n = 0; n < REPORTS; n++)
    ids.push(
      await ground.report(patch(random), {
        type: pick(random, ['20', '02', 'ND']),
        attributes: { use: pick(random, ['industrial', 'livestock', 'greenhouse', null]) },
      }),
    )
  const measured = await ground.measureAll(ids, DAY)
  for (const { ground: one } of measured) expect(one.step).toBeLessThan(4)
  return measured
}

/** What of the report lies beyond the feature of a fact, m², by another way than the fact: of the whole feature, not of its pieces. */
async function beyond(district: string, { reportId, facts }: Overlay): Promise<number[]> {
  const { rows } = await db.query<{ m2: number }>(
    `select ST_Area(land.excess_safely(p.plane, array[land.moved_to(f.geom, d.plane_srid)])) / land.plane_scale2(p.plane) as m2
       from unnest($3::bigint[], $4::int[]) with ordinality t (layer_version_id, feature_id, n)
       join land.layer_feature f on f.district = $1 and f.layer_version_id = t.layer_version_id and f.feature_id = t.feature_id
       join land.district d on d.district = $1
       join land.report r on r.district = $1 and r.report_id = $2
       cross join lateral (select ST_Transform(r.geom, d.plane_srid) as plane) p
      order by t.n`,
    [
      district,
      reportId,
      facts.map(({ layerVersionId }) => layerVersionId),
      facts.map(({ featureId }) => featureId),
    ],
  )
  return rows.map(({ m2 }) => m2)
}

/** Entries that together make another. */
const SUMS = [
  ['patch', ['cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed']],
  [
    'patch',
    ['coveredLandApproval', 'coveredTemporaryUse', 'coveredFacilityFiling', 'coveredRuralRoad', 'remainder'],
  ],
  ['patch', ['planConform', 'planContrary']],
  [
    'remainder',
    [
      'remainderCultivated',
      'remainderOtherAgricultural',
      'remainderConstruction',
      'remainderUnused',
      'remainderUnsurveyed',
    ],
  ],
  ['remainder', ['remainderPlanConform', 'remainderPlanContrary']],
] as const satisfies readonly (readonly [LedgerEntry, readonly LedgerEntry[]])[]

describe.each([0, 1e-9, 1e-7, 1e-6, 1e-5])('borders drawn off by up to %f°', (jitterDeg) => {
  test('what is shared and what lies beyond make the patch; so do the entries of the ledger', async () => {
    const random = randomFrom(Math.round(jitterDeg * 1e9) + 29)
    const ground = await groundOf(db, random, LAYER_ROLES, jitterDeg)
    let facts = 0
    let permits = 0
    for (const measured of await measuredOn(ground, random)) {
      const patchM2 = area(measured, 'patch')
      const expectSum = (what: string, m2: number, whole = patchM2) =>
        expect(Math.abs(m2 - whole), `${measured.reportId}: ${what}`).toBeLessThan(close(patchM2))

      const rest = await beyond(ground.district, measured)
      expect(rest.length).toBe(measured.facts.length)
      for (const [n, fact] of measured.facts.entries())
        expectSum(`feature ${fact.layerVersionId}/${fact.featureId}`, fact.area + rest[n]!)
      for (const { role, featureId, covered, excess } of measured.ground.permits)
        expectSum(`${role} ${featureId}`, covered + excess.area)
      for (const [whole, parts] of SUMS)
        expectSum(
          `${whole} = ${parts.join(' + ')}`,
          parts.reduce((sum, entry) => sum + area(measured, entry), 0),
          area(measured, whole),
        )
      facts += measured.facts.length
      permits += measured.ground.permits.length
    }
    expect(facts).toBeGreaterThan(REPORTS * 20)
    expect(permits).toBeGreaterThan(REPORTS * 5)
  })
})

describe('of a survey that does not overlap itself', () => {
  /** The parcel with a hole of its own form in the middle. */
  function holed({ coordinates }: MultiPolygon): MultiPolygon {
    const ring = coordinates[0]![0]!
    const [lon, lat] = [0, 1].map((axis) => ring.slice(1).reduce((sum, point) => sum + point[axis]!, 0) / 4)
    const inner = ring.map(([x, y]): Position => [lon! + 0.4 * (x - lon!), lat! + 0.4 * (y - lat!)])
    return polygon(ring, inner.toReversed())
  }

  test.each([
    ['gaps', 0.7, 0],
    ['holes', 1, 0.5],
    ['both', 0.8, 0.5],
  ])('with %s, its facts and what it leaves out make the patch', async (_name, share, holes) => {
    const random = randomFrom(Math.round(100 * share + 10 * holes))
    const ground = await Ground.make(db)
    const parcels = parcelsOf(random, randomCorners(random)).filter(() => random() < share)
    await ground.layer(
      'land-use',
      parcels.map((one) => ({ ...one, geometry: random() < holes ? holed(one.geometry) : one.geometry })),
    )
    let unsurveyed = 0
    for (const measured of await measuredOn(ground, random)) {
      const patchM2 = area(measured, 'patch')
      const shared = measured.facts.reduce((sum, fact) => sum + fact.area, 0)
      expect(Math.abs(shared + area(measured, 'unsurveyed') - patchM2)).toBeLessThan(close(patchM2))
      unsurveyed += area(measured, 'unsurveyed')
    }
    expect(unsurveyed).toBeGreaterThan(1_000)
  })

  test('twice over, its facts say so and its ledger counts the ground once', async () => {
    const random = randomFrom(61)
    const parcels = parcelsOf(random, randomCorners(random))
    const ground = await Ground.make(db)
    await ground.layer('land-use', [
      ...parcels,
      ...parcels.map((one) => ({ ...one, geometry: redrawn(random, one.geometry, 1e-6) })),
    ])
    for (const measured of await measuredOn(ground, random)) {
      const [patchM2, unsurveyed] = [area(measured, 'patch'), area(measured, 'unsurveyed')]
      const shared = measured.facts.reduce((sum, fact) => sum + fact.area, 0)
      expect(shared).toBeGreaterThan(1.9 * (patchM2 - unsurveyed))
      const once = SUMS[0][1].reduce((sum, entry) => sum + area(measured, entry), 0)
      expect(Math.abs(once - patchM2)).toBeLessThan(close(patchM2))
    }
  })
})
