import { promisify } from 'node:util'
import zlib from 'node:zlib'
import type { Request, Response, Router } from 'express'
import { api, type Person } from '../../domain/api.ts'
import { labelsUpTo } from '../../domain/label.ts'
import type { LayerRole } from '../../domain/layer.ts'
import { Problem } from '../../domain/problem.ts'
import { requireOwnDistrict } from '../access/district.ts'
import type { Database } from '../db/database.ts'
import { checked, requireAdmission } from '../http/handle.ts'
import { personOf } from '../http/person.ts'
import { isOnGrid, layerTile, type TileAddress } from '../tiles/layer-tile.ts'
import type { ShapeStore } from '../tiles/shapes/shape-store.ts'
import { TileCache, type CachedTile } from '../tiles/tile-cache.ts'
import { reportTile } from '../tiles/report-tile.ts'

const brotli = promisify(zlib.brotliCompress)

/** Above it, compressing costs more than making the tile. */
const BROTLI_QUALITY = 1

/** Some thousand tiles of a county: what the analysts of a bureau look at in a day. */
const CACHE_BYTES = 64 * 2 ** 20

export function tileRoutes(router: Router, db: Database, shapes: ShapeStore): void {
  const cache = new TileCache(CACHE_BYTES)

  router.get('/tiles/layers/:layerVersionId/:z/:x/:y.mvt', async (req, res) => {
    const person = signedIn(req)
    const { layerVersionId } = req.params
    const { rows } = await db.query<{ district: string; role: LayerRole }>(
      'select district, role from land.layer_version where layer_version_id = $1 and status = $2 and label = any ($3)',
      [/^\d{1,18}$/.test(layerVersionId) ? layerVersionId : '0', 'published', labelsUpTo(person.clearance)],
    )
    const layer = rows[0]
    if (layer?.district !== person.district)
      throw new Problem('not-found', `There is no layer version ${layerVersionId}.`)
    const address = addressOf(req)
    const key = [layerVersionId, address.z, address.x, address.y].join('/')
    const tile =
      cache.get(key) ??
      (await packed(await layerTile(db, { layerVersionId, role: layer.role }, address, shapes)))
    cache.set(key, tile)
    send(req, res, tile)
  })

  router.get('/tiles/reports/:district/:revision/:z/:x/:y.mvt', async (req, res) => {
    const person = signedIn(req)
    const { district } = req.params
    requireOwnDistrict(person, district)
    const { district: _, ...filter } = checked(
      api['GET /reports/ids'].query,
      { ...req.query, district },
      'query',
    )!
    send(req, res, await packed(await reportTile(db, person, district, filter, addressOf(req))))
  })
}

function signedIn(req: Request) {
  const person = personOf(req)
  requireAdmission(api['GET /reports/ids'].permission, person)
  return person as Person
}

function addressOf(req: Request): TileAddress {
  const [z, x, y] = ['z', 'x', 'y'].map((name) => Number(req.params[name])) as [number, number, number]
  const address = { z, x, y }
  if (![z, x, y].every(Number.isInteger) || !isOnGrid(address))
    throw new Problem('not-found', 'There is no such tile.')
  return address
}

async function packed(plain: Buffer): Promise<CachedTile> {
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY }
  return { plain, brotli: plain.length > 0 ? await brotli(plain, { params }) : null }
}

/** The version stands in the URL, so a tile never changes: the browser keeps it, for this person only. */
function send(req: Request, res: Response, { plain, brotli: compressed }: CachedTile): void {
  res.set('Cache-Control', 'private, max-age=86400, immutable')
  res.type('application/vnd.mapbox-vector-tile')
  if (compressed === null || !req.acceptsEncodings('br')) res.send(plain)
  else res.set('Content-Encoding', 'br').set('Vary', 'Accept-Encoding').send(compressed)
}
