import type { Database, Db } from '../server/db/database.ts'
import { layerTile, type TileAddress } from '../server/tiles/layer-tile.ts'
import { backendClock } from './backend-clock.ts'
import { readShapes } from '../server/tiles/shapes/shape-store.ts'
import { shapeTile } from '../server/tiles/shapes/shape-tile.ts'
import type { Engine } from './engine.ts'
import { race, ratioOf, type Contender } from './race.ts'
import { each, type Result } from './result.ts'

/** Each a row: what the map asks for when it shows the district, a township, a village, a house. */
const ZOOMS = [10, 12, 13, 14, 15, 16, 17]
/** Tiles a side of the square about the middle of the district, where it has so many. */
const SIDE = 3

/** The same two layers of the same shapes by PostGIS itself, which the embedded engine was built without. */
const AS_MVT = `
  with e as materialized (select ST_TileEnvelope($1, $2, $3) tile, ST_TileEnvelope($1, $2, $3, margin => 1.0 / 64) wide),
  shape as materialized (
    select s.part, s.feature_id, s.class, ST_AsMVTGeom(s.geom, e.tile, 4096, 64, true) as geom
      from e, land.layer_shape s
     where s.layer_version_id = $4 and s.level = $5 and s.geom && e.wide)
  select (select coalesce(ST_AsMVT(f, 'fill', 4096, 'geom', 'feature_id'), '')
            from (select feature_id, class, geom from shape where part = 'fill' and geom is not null) f)
      || (select coalesce(ST_AsMVT(o, 'outline', 4096, 'geom', 'feature_id'), '')
            from (select feature_id, class, geom from shape where part = 'outline' and geom is not null) o) as tile`

/** Tiles of the land use, the largest layer, at each zoom. */
export async function tileResults(engines: readonly Engine[], rounds: number): Promise<Result[]> {
  const results: Result[] = []
  for (const zoom of ZOOMS) {
    const tiles = tilesAbout(engines[0]!.district.centre, zoom)
    const native = engines.find(({ db }) => db.kind === 'native')
    if (native) results.push(await residentResult(native.db, zoom, tiles, rounds))
    const contenders = await Promise.all(engines.map(({ db }) => contendersOf(db, db.kind, tiles)))
    const times = await race(rounds, Object.assign({}, ...contenders) as Record<string, Contender>)
    const [own, ownEmbedded, mvt] = ['native own', 'embedded own', 'native ST_AsMVT'].map(
      (name) => times[name],
    )
    if (own && mvt)
      results.push({
        what: `tile of zoom ${zoom}: ST_AsMVT ÷ by query and own encoder`,
        engine: 'native',
        ratio: ratioOf(mvt, own),
        here: each(own, tiles.length, 'tile'),
      })
    results.push({
      what: own ? `tile of zoom ${zoom}, by query: embedded ÷ native` : `tile of zoom ${zoom}, by query`,
      engine: own ? 'both' : 'embedded',
      ratio: own ? ratioOf(ownEmbedded!, own) : null,
      here: each(ownEmbedded!, tiles.length, 'tile'),
    })
  }
  return results
}

/** So many times over, since the clock of the server process is coarse. */
const REPEATS = { most: 40, tiles: 180 } as const

/** Processor time of the server process for ST_AsMVT against that of the encoder off resident shapes. */
async function residentResult(
  db: Database,
  zoom: number,
  tiles: readonly TileAddress[],
  rounds: number,
): Promise<Result> {
  const layerVersionId = await landUseOf(db)
  const set = await readShapes(db, layerVersionId, levelOf(zoom))
  const repeats = Math.min(REPEATS.most, Math.ceil(REPEATS.tiles / tiles.length))
  const times = await db.transaction(
    async (tx) => {
      const clock = await backendClock(tx)
      const own: number[] = []
      const mvt: number[] = []
      for (let round = 0; round <= rounds; round++) {
        const from = process.cpuUsage()
        for (let n = 0; n < repeats; n++) for (const tile of tiles) shapeTile(set, tile)
        const { user, system } = process.cpuUsage(from)
        const start = await clock()
        for (let n = 0; n < repeats; n++)
          for (const { z, x, y } of tiles) await tx.query(AS_MVT, [z, x, y, layerVersionId, levelOf(z)])
        const spent = (await clock()) - start
        if (round === 0) continue
        own.push((user + system) / 1_000)
        mvt.push(spent)
      }
      return { own, mvt }
    },
    { statementTimeoutMs: 0 },
  )
  return {
    what: `tile of zoom ${zoom}, processor time: ST_AsMVT ÷ off resident shapes`,
    engine: 'native',
    ratio: ratioOf(times.mvt, times.own),
    here: each(times.own, tiles.length * repeats, 'tile'),
  }
}

async function landUseOf(db: Db): Promise<string> {
  const { rows } = await db.query<{ layer_version_id: string }>(
    `select layer_version_id from land.layer_version where role = 'land-use' and status = 'published'`,
  )
  return rows[0]!.layer_version_id
}

async function contendersOf(
  db: Db,
  kind: Engine['db']['kind'],
  tiles: readonly TileAddress[],
): Promise<Record<string, Contender>> {
  const layerVersionId = await landUseOf(db)
  const own: Contender = {
    run: async () => {
      for (const tile of tiles) await layerTile(db, { layerVersionId, role: 'land-use' }, tile)
    },
  }
  if (kind === 'embedded') return { 'embedded own': own }
  return {
    'native own': own,
    'native ST_AsMVT': {
      run: async () => {
        for (const { z, x, y } of tiles) await db.query(AS_MVT, [z, x, y, layerVersionId, levelOf(z)])
      },
    },
  }
}

/** As server/tiles/layer-tile.ts chooses. */
const levelOf = (zoom: number) => (zoom <= 11 ? 10 : zoom <= 13 ? 12 : 0)

export function tilesAbout([lon, lat]: readonly number[], z: number): TileAddress[] {
  const size = 2 ** z
  const x = Math.floor(((lon! + 180) / 360) * size)
  const y = Math.floor((0.5 - Math.asinh(Math.tan((lat! * Math.PI) / 180)) / (2 * Math.PI)) * size)
  // At low zooms the district is one tile, and its neighbours are empty.
  const reach = z < 12 ? 0 : (SIDE - 1) / 2
  const steps = Array.from({ length: 2 * reach + 1 }, (_, step) => step - reach)
  return steps.flatMap((dx) => steps.map((dy) => ({ z, x: x + dx, y: y + dy })))
}
