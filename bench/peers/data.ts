import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import path from 'node:path'
import type { LayerRole } from '../../domain/layer.ts'
import type { Database, Db } from '../../server/db/database.ts'
import { wkbOf } from '../../server/queries/wkb.ts'
import { urlOf } from '../../test/support/database.ts'
import { canRun, run } from './peer.ts'
import { reportShapes, type Point, type Ring } from './reports.ts'

/** The layers of the comparison; the first is the one that peers overlay. */
export const LAYERS = [
  'land-use',
  'basic-farmland',
  'plan-zones',
  'rural-permits',
  'villages',
] as const satisfies readonly LayerRole[]
export type PeerLayer = (typeof LAYERS)[number]

const ROWS_A_STATEMENT = 2_000
const SEED = 20_261_124

/**
 * Everything that is compared, in the district's plane: `peer.layer_feature` (role, feature_id, geom), `peer.layer_piece` (cut, as
 * the platform keeps them) and `peer.report` (report_id, geom), each with its index.
 *
 * @param copies How many counties side by side: the same features moved to the east, so that only the size of the layer changes.
 */
export async function makeTables(db: Db, district: string, copies: number): Promise<void> {
  await db.query('drop schema if exists peer cascade')
  await db.query('create schema peer')
  await db.query(
    `create table peer.layer_feature as
     select v.role, f.feature_id + county * 10000000 as feature_id,
            ST_Translate(plane.geom, county * 60000, 0) as geom
       from land.layer_version v
       join land.district d on d.district = v.district
       join land.layer_feature f on f.layer_version_id = v.layer_version_id
      cross join lateral (select land.moved_to(f.geom, d.plane_srid) as geom offset 0) plane
      cross join generate_series(0, $3 - 1) county
      where v.district = $1 and v.status = 'published' and v.role = any ($2)
      order by v.role, county, f.geom`,
    [district, LAYERS, copies],
  )
  await db.query(
    `create table peer.layer_piece as
     select v.role, p.feature_id + county * 10000000 as feature_id, ST_Translate(p.geom, county * 60000, 0) as geom
       from land.layer_version v
       join land.layer_piece p on p.layer_version_id = v.layer_version_id
      cross join generate_series(0, $3 - 1) county
      where v.district = $1 and v.status = 'published' and v.role = any ($2)
      order by v.role, county, p.geom`,
    [district, LAYERS, copies],
  )
  for (const table of ['layer_feature', 'layer_piece']) {
    await db.query(`create index on peer.${table} using gist (role, geom)`)
    await db.query(`analyze peer.${table}`)
  }
  await db.query('create table peer.report (report_id int primary key, geom geometry not null)')
}

/** Puts `count` reports into peer.report: always the same, within the first county. */
export async function makeReports(db: Db, count: number): Promise<void> {
  await db.query('truncate peer.report')
  const { rows } = await db.query<{ x: number; y: number; srid: number }>(
    `select ST_X(c) as x, ST_Y(c) as y, ST_SRID(c) as srid
       from (select ST_PointOnSurface(geom) as c from peer.layer_feature
              where role = $1 and feature_id < 10000000 order by md5(feature_id::text) limit 20000) places`,
    [LAYERS[0]],
  )
  const places = rows.map(({ x, y }): Point => [x, y])
  let batch: Ring[] = []
  let next = 1
  const flush = async () => {
    await db.query(
      `insert into peer.report (report_id, geom)
       select $1 + row_number() over () - 1, ST_SetSRID(ST_GeomFromWKB(wkb), $2) from unnest($3::bytea[]) with ordinality r (wkb, at)`,
      [
        next,
        rows[0]!.srid,
        batch.map((ring) => wkbOf({ type: 'MultiPolygon', coordinates: [[ring as never]] })),
      ],
    )
    next += batch.length
    batch = []
  }
  for (const ring of reportShapes(SEED, places, count)) {
    batch.push(ring)
    if (batch.length === ROWS_A_STATEMENT) await flush()
  }
  if (batch.length > 0) await flush()
  await db.query('create index if not exists report_geom on peer.report using gist (geom)')
  await db.query('analyze peer.report')
}

/**
 * Length-prefixed WKB of a query's rows (int32 id, int32 length, bytes) along a curve on which neighbours are near each other, and a
 * GeoPackage where ogr2ogr is there.
 */
export async function writeFiles(db: Database, folder: string, name: string, sql: string): Promise<void> {
  const file = createWriteStream(path.join(folder, `${name}.wkb`))
  await db.transaction(
    async (tx) => {
      await tx.query(
        `declare rows no scroll cursor for select id, ST_AsBinary(geom, 'NDR') as wkb from (${sql}) s order by geom`,
      )
      for (;;) {
        const { rows } = await tx.query<{ id: number; wkb: Buffer }>(`fetch ${ROWS_A_STATEMENT} from rows`)
        for (const { id, wkb } of rows) {
          const head = Buffer.alloc(8)
          head.writeInt32LE(id, 0)
          head.writeInt32LE(wkb.length, 4)
          file.write(head)
          file.write(wkb)
        }
        if (rows.length < ROWS_A_STATEMENT) return
      }
    },
    { statementTimeoutMs: 0 },
  )
  file.end()
  await finished(file)
  if (!(await canRun('ogr2ogr', '--version'))) return
  const url = (await urlOf(db)).replace(/^postgres:/, 'postgresql:')
  await run('ogr2ogr', '-f', 'GPKG', path.join(folder, `${name}.gpkg`), url, '-sql', sql, '-nln', name)
}
