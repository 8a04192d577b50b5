import { DISTRICT_ROLES, type District, type Feature } from '../fixtures/district/district.ts'
import type { MultiPolygon } from '../domain/geojson.ts'
import type { Database } from '../server/db/database.ts'
import { loadLayer, loadReports } from '../server/demo-district.ts'
import { ensureDistrict } from '../server/queries/districts.ts'
import { wkbOf } from '../server/queries/wkb.ts'
import type { Engine } from './engine.ts'
import { race, ratioOf, type Contender, type Times } from './race.ts'
import { perSecond, type Result } from './result.ts'

/** No more than these of a large district: a row costs the same. */
const LAYER_ROWS = 8_000
const REPORT_ROWS = 2_000

/** Rows of one insert of the floor, as the import sends them. */
const BATCH = 400

/** A district of its own beside the loaded one, so that nothing else stands in its tables. */
const CODE = '149999'

/**
 * The whole import of features and reports that are in memory (checks, hash, areas, cut pieces, shapes for tiles,
 * publication) against the floor: the same rows sent by unnest into a table without index or constraint. COPY would need a
 * library that the platform does without.
 */
export async function importResults(engines: readonly Engine[], rounds: number): Promise<Result[]> {
  const district = small(engines[0]!.district)
  const layer = [...district.layers['land-use'].features]
  const reports = district.reports.features
  for (const { db } of engines) await prepare(db, district)
  const times: Record<string, Times> = await race(
    rounds,
    Object.fromEntries(
      engines.flatMap(({ db }): [string, Contender][] => [
        [`${db.kind} layer`, layerImport(db, district)],
        [`${db.kind} layer floor`, floor(db, layer)],
        [`${db.kind} reports`, reportsImport(db, district)],
        [`${db.kind} reports floor`, floor(db, reports)],
      ]),
    ),
  )
  const row = (what: string, engine: string, slow: string, fast: string, here: string): Result => ({
    what,
    engine,
    ratio: ratioOf(times[slow]!, times[fast]!),
    here,
  })
  const results = engines.flatMap(({ db: { kind } }) => {
    const here = perSecond(times[`${kind} layer`]!, layer.length, 'rows')
    const reportsHere = perSecond(times[`${kind} reports`]!, reports.length, 'rows')
    return [
      row('layer import ÷ raw rows by unnest', kind, `${kind} layer`, `${kind} layer floor`, here),
      row(
        'import of reports ÷ raw rows by unnest',
        kind,
        `${kind} reports`,
        `${kind} reports floor`,
        reportsHere,
      ),
    ]
  })
  if (engines.length > 1)
    for (const what of ['layer', 'reports'])
      results.push(
        row(
          `import of ${what}: embedded ÷ native`,
          'both',
          `embedded ${what}`,
          `native ${what}`,
          perSecond(times[`embedded ${what}`]!, what === 'layer' ? layer.length : reports.length, 'rows'),
        ),
      )
  return results
}

/** The first rows of a district, under another code, made already: inventing them is not timed. */
function small(district: District): District {
  const layers = { ...district.layers }
  for (const role of DISTRICT_ROLES) {
    const features = role === 'land-use' ? firstOf(district.layers[role].features, LAYER_ROWS) : []
    layers[role] = { ...layers[role], features }
  }
  const reports = { ...district.reports, features: district.reports.features.slice(0, REPORT_ROWS) }
  return { ...district, code: CODE, layers, reports }
}

function firstOf(features: Iterable<Feature>, count: number): Feature[] {
  const first: Feature[] = []
  for (const feature of features) if (first.push(feature) === count) break
  return first
}

async function prepare(db: Database, { code, nameZh, nameEn, centre }: District): Promise<void> {
  await ensureDistrict(db, { code, nameZh, nameEn, lon: centre[0] })
  await db.query('create schema bench')
  await db.query('create table bench.raw (row_no int, attributes jsonb, geom geometry(Geometry, 4490))')
}

const layerImport = (db: Database, district: District): Contender => ({
  run: () => loadLayer(db, district, 'land-use'),
  undo: () => db.query('delete from land.layer_version where district = $1', [district.code]),
})

const reportsImport = (db: Database, district: District): Contender => ({
  run: () => loadReports(db, district),
  undo: () => db.query('delete from land.report where district = $1', [district.code]),
})

function floor(db: Database, features: readonly Feature[]): Contender {
  return {
    run: async () => {
      for (let from = 0; from < features.length; from += BATCH) {
        const batch = features.slice(from, from + BATCH)
        await db.query(
          `insert into bench.raw select row_no, attributes::jsonb, ST_GeomFromWKB(wkb, 4490)
             from unnest($1::int[], $2::text[], $3::bytea[]) f (row_no, attributes, wkb)`,
          [
            batch.map((_, at) => from + at + 1),
            batch.map(({ properties }) => JSON.stringify(properties)),
            batch.map(({ geometry }) => wkbOf(manyOf(geometry))),
          ],
        )
      }
    },
    undo: () => db.query('truncate bench.raw'),
  }
}

const manyOf = (geometry: Feature['geometry']): MultiPolygon =>
  geometry.type === 'MultiPolygon' ? geometry : { type: 'MultiPolygon', coordinates: [geometry.coordinates] }
