import { landClassOf } from '../../domain/land-class.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { Db } from '../db/database.ts'

/** Tells the name of a class: land classes (DLBM) from the survey's list, plan zones (GHFQDM) from the register. */
export async function classNames(db: Db): Promise<(role: LayerRole, code: string | null) => string | null> {
  const { rows } = await db.query<{ code: string; name: string }>('select code, name from rules.plan_zone')
  const zones = new Map(rows.map((row) => [row.code, row.name]))
  return (role, code) => {
    if (code === null) return null
    if (role === 'land-use') return landClassOf(code)?.name ?? null
    return role === 'plan-zones' ? (zones.get(code) ?? null) : null
  }
}
