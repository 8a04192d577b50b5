import type { PlaceName } from '../../domain/api.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'

/** Names of townships or villages by code, from the version that serves today. */
export async function placeNames(
  db: Db,
  district: string,
  role: Extract<LayerRole, 'townships' | 'villages'>,
): Promise<Map<string, string>> {
  const { rows } = await db.query<{ code: string; name: string }>(
    'select code, name from land.place_names($1, $2)',
    [district, role],
  )
  return new Map(rows.map((row) => [row.code, row.name]))
}

/** A code with its name; a code that the layer no longer has stands for itself. */
export function placeOf(code: string, names: ReadonlyMap<string, string>): PlaceName
export function placeOf(code: string | null, names: ReadonlyMap<string, string>): PlaceName | null
export function placeOf(code: string | null, names: ReadonlyMap<string, string>): PlaceName | null {
  return code === null ? null : { code, name: names.get(code) ?? code }
}
