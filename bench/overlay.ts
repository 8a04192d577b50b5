import type { Db } from '../server/db/database.ts'
import { evaluateReports } from '../server/evaluate.ts'
import { overlay } from '../server/queries/overlay.ts'
import type { Engine } from './engine.ts'
import { race, ratioOf, type Contender } from './race.ts'
import { each, type Result } from './result.ts'

/** Reports of a batch, and those that are also measured one by one. */
const BATCH = { demo: 120, county: 500 } as const
const SINGLE = 30

/** As server/evaluate.ts cuts a batch. */
const CHUNK = { embedded: 50, native: 250 } as const

/**
 * What somebody would write who knows PostGIS a little: every report against every whole feature that it touches, areas by
 * geography. It answers facts only.
 */
const NAIVE = `
  select r.report_id, f.layer_version_id, f.feature_id, ST_Area(ST_Intersection(r.geom, f.geom)::geography) as area
    from land.report r
    join land.layer_version v on v.district = r.district and v.status = 'published'
    join land.layer_feature f on f.layer_version_id = v.layer_version_id and ST_Intersects(r.geom, f.geom)
   where r.district = $1 and r.report_id = any ($2::bigint[])`

/** The same facts the way that land.overlay takes: from cut pieces, clipped to the report's box, in the plane. */
const TUNED = `
  with patch as materialized (
    select r.report_id, g.geom, land.plane_scale2(g.geom) as scale2
      from land.report r
      join land.district d on d.district = r.district
      cross join lateral (select ST_Transform(r.geom, d.plane_srid) as geom) g
     where r.district = $1 and r.report_id = any ($2::bigint[]))
  select p.report_id, piece.layer_version_id, piece.feature_id,
         sum(ST_Area(land.hit_in_box(p.geom, piece.geom))) / p.scale2 as area
    from patch p
    join land.layer_version v on v.district = $1 and v.status = 'published'
    cross join lateral (select * from land.layer_piece piece
                         where piece.layer_version_id = v.layer_version_id and piece.geom && p.geom offset 0) piece
   group by p.report_id, p.scale2, piece.layer_version_id, piece.feature_id`

export async function overlayResults(
  engines: readonly Engine[],
  size: keyof typeof BATCH,
  rounds: number,
): Promise<Result[]> {
  const count = Math.min(BATCH[size], engines[0]!.reportIds.length)
  const times = await race(
    rounds,
    Object.fromEntries(engines.flatMap((engine) => Object.entries(contenders(engine, count)))),
  )
  const results = engines.flatMap(({ db: { kind } }): Result[] => {
    const of = (name: string) => times[`${kind} ${name}`]!
    return [
      {
        what: 'facts: naive SQL ÷ cut and clipped pieces',
        engine: kind,
        ratio: ratioOf(of('naive'), of('tuned')),
        here: each(of('tuned'), count, 'report'),
      },
      {
        what: 'naive SQL, facts only ÷ land.overlay, facts, ledger and permits',
        engine: kind,
        ratio: ratioOf(of('naive'), of('overlay')),
        here: each(of('overlay'), count, 'report'),
      },
      {
        what: 'land.overlay one by one ÷ in one batch',
        engine: kind,
        ratio: ratioOf(of('one by one'), of('the same in one batch')),
        here: each(of('one by one'), SINGLE, 'report'),
      },
      {
        what: 'judged and stored ÷ land.overlay alone',
        engine: kind,
        ratio: ratioOf(of('judged'), of('overlay')),
        here: each(of('judged'), count, 'report'),
      },
    ]
  })
  const [native, embedded] = ['native overlay', 'embedded overlay'].map((name) => times[name])
  if (native && embedded)
    results.push({
      what: 'land.overlay: embedded ÷ native',
      engine: 'both',
      ratio: ratioOf(embedded, native),
      here: each(embedded, count, 'report'),
    })
  return results
}

function contenders({ db, district: { code }, reportIds }: Engine, count: number): Record<string, Contender> {
  const ids = reportIds.slice(0, count)
  const few = ids.slice(0, SINGLE)
  return {
    [`${db.kind} naive`]: { run: () => db.query(NAIVE, [code, ids]) },
    [`${db.kind} tuned`]: { run: () => db.query(TUNED, [code, ids]) },
    [`${db.kind} overlay`]: {
      run: async () => {
        for (let from = 0; from < ids.length; from += CHUNK[db.kind])
          await overlay(db, code, ids.slice(from, from + CHUNK[db.kind]), null)
      },
    },
    [`${db.kind} judged`]: { run: () => evaluateReports(db, { district: code, reportIds: ids }) },
    [`${db.kind} one by one`]: {
      run: async () => {
        for (const id of few) await overlay(db, code, [id], null)
      },
    },
    [`${db.kind} the same in one batch`]: { run: () => overlay(db, code, few, null) },
  }
}

export interface Agreement {
  pairs: number
  /** Largest difference of one report's area in one feature, m², and that as a share of the feature's area in it. */
  worstM2: number
  worstShare: number
}

/** How far the naive areas and those of land.overlay lie apart; a pair that one of them has not counts as 0 there. */
export async function agreement(
  { db, district: { code }, reportIds }: Engine,
  count: number,
): Promise<Agreement> {
  const ids = reportIds.slice(0, count)
  const naive = await naiveAreas(db, code, ids)
  const ours = new Map<string, number>()
  for (const { reportId, facts } of await overlay(db, code, ids, null))
    for (const { layerVersionId, featureId, area } of facts)
      ours.set([reportId, layerVersionId, featureId].join('/'), area)
  const pairs = [...new Set([...naive.keys(), ...ours.keys()])].map((key) => {
    const [a, b] = [naive.get(key) ?? 0, ours.get(key) ?? 0]
    return { off: Math.abs(a - b), area: Math.max(a, b) }
  })
  return {
    pairs: pairs.length,
    worstM2: Math.max(...pairs.map(({ off }) => off)),
    worstShare: Math.max(...pairs.filter(({ area }) => area > 1).map(({ off, area }) => off / area)),
  }
}

async function naiveAreas(db: Db, district: string, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{
    report_id: string
    layer_version_id: string
    feature_id: number
    area: number
  }>(NAIVE, [district, ids])
  return new Map(
    rows.map((row) => [[row.report_id, row.layer_version_id, row.feature_id].join('/'), row.area]),
  )
}
