import type { Database } from '../../db/database.ts'
import { readTwkb } from '../twkb.ts'
import { ShapeSetBuilder, type ShapePart, type ShapeSet } from './shape-set.ts'

const ROWS_A_FETCH = 2_000
/** mm, as the set counts. */
const DECIMALS = 3

interface ShapeRow {
  feature_id: number
  part: ShapePart
  class: string | null
  twkb: Buffer
}

/**
 * Shapes of layer versions, which never change, as far as they were asked for and fit into the budget; those that were not
 * asked for longest go first. Whoever asks must have been let in before.
 */
export class ShapeStore {
  private readonly db: Database
  private readonly maxBytes: number
  private readonly onError: (error: unknown) => void
  private readonly sets = new Map<string, ShapeSet>()
  private readonly loading = new Map<string, Promise<void>>()
  /** Sets that are too large for the budget: not tried again. */
  private readonly tooLarge = new Set<string>()

  constructor(db: Database, maxBytes: number, onError: (error: unknown) => void) {
    this.db = db
    this.maxBytes = maxBytes
    this.onError = onError
  }

  /** The set, where it is resident; else undefined, and it is on its way. */
  get(layerVersionId: string, level: number): ShapeSet | undefined {
    const key = `${layerVersionId}/${level}`
    const set = this.sets.get(key)
    if (set) {
      // A Map keeps the order of insertion: the oldest stands first.
      this.sets.delete(key)
      this.sets.set(key, set)
    } else if (!this.loading.has(key) && !this.tooLarge.has(key) && this.maxBytes > 0)
      this.loading.set(
        key,
        this.load(key, layerVersionId, level)
          .catch(this.onError)
          .finally(() => this.loading.delete(key)),
      )
    return set
  }

  /** Once whatever is on its way is there. */
  async settled(): Promise<void> {
    await Promise.all(this.loading.values())
  }

  private async load(key: string, layerVersionId: string, level: number): Promise<void> {
    const set = await readShapes(this.db, layerVersionId, level)
    if (set.bytes > this.maxBytes) {
      this.tooLarge.add(key)
      return
    }
    this.sets.set(key, set)
    let bytes = [...this.sets.values()].reduce((sum, one) => sum + one.bytes, 0)
    for (const [oldest, { bytes: freed }] of this.sets) {
      if (bytes <= this.maxBytes) return
      this.sets.delete(oldest)
      bytes -= freed
    }
  }
}

/** All shapes of one level of a layer version. */
export async function readShapes(db: Database, layerVersionId: string, level: number): Promise<ShapeSet> {
  return db.transaction(
    async (tx) => {
      const { rows: corners } = await tx.query<{ x: number | null; y: number | null }>(
        `select ST_XMin(box) as x, ST_YMin(box) as y
           from (select ST_Transform(bounds, 3857) as box from land.layer_version where layer_version_id = $1) v`,
        [layerVersionId],
      )
      const origin = [Math.floor(corners[0]?.x ?? 0), Math.floor(corners[0]?.y ?? 0)] as const
      const builder = new ShapeSetBuilder(origin)
      await tx.query(
        `declare shapes no scroll cursor for
         select feature_id, part, class, ST_AsTWKB(ST_Translate(geom, $3, $4), ${DECIMALS}) as twkb
           from land.layer_shape where layer_version_id = $1 and level = $2`,
        [layerVersionId, level, -origin[0], -origin[1]],
      )
      for (;;) {
        const { rows } = await tx.query<ShapeRow>(`fetch ${ROWS_A_FETCH} from shapes`)
        for (const row of rows) {
          const geometry = readTwkb(row.twkb)
          if (geometry) builder.add({ featureId: row.feature_id, part: row.part, class: row.class, geometry })
        }
        if (rows.length < ROWS_A_FETCH) return builder.finish()
      }
    },
    { readOnly: true },
  )
}
