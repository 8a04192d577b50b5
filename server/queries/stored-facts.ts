import { squareMetres } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import type { Fact } from './overlay.ts'

/** What was measured of one report beside its ledger, and how it stands now. */
export interface StoredPlace {
  facts: Fact[]
  township: string | null
  townshipShare: number | null
  village: string | null
  /** Somebody decided or handed it out: what he saw is not changed behind his back. */
  isDecided: boolean
}

interface PlaceRow {
  report_id: string
  facts: [layerVersionId: number, featureId: number, landClass: string | null, area: number][] | null
  township: string | null
  township_share: number | null
  village: string | null
  is_decided: boolean
}

/** By report. Reads facts of all layers. */
export async function storedFacts(
  db: Db,
  district: string,
  evaluationIds: readonly string[],
): Promise<Map<string, StoredPlace>> {
  const { rows } = await db.query<PlaceRow>(
    `select e.report_id, f.facts, r.township, r.township_share, r.village, r.state <> 'reported' as is_decided
       from land.evaluation e
       join land.report r on r.district = e.district and r.report_id = e.report_id
       cross join lateral (
         select jsonb_agg(jsonb_build_array(layer_version_id, feature_id, class, area_m2)
                          order by layer_version_id, feature_id) as facts
           from land.fact where district = e.district and evaluation_id = e.evaluation_id) f
      where e.district = $1 and e.evaluation_id = any ($2::bigint[])`,
    [district, evaluationIds],
  )
  return new Map(
    rows.map(({ report_id, facts, township, township_share, village, is_decided }) => [
      report_id,
      {
        facts: (facts ?? []).map(([layerVersionId, featureId, landClass, area]) => ({
          layerVersionId: String(layerVersionId),
          featureId,
          class: landClass,
          area: squareMetres(area),
        })),
        township,
        townshipShare: township_share,
        village,
        isDecided: is_decided,
      },
    ]),
  )
}

/** Those that nobody decided or handed out yet. */
export async function undecidedAmong(
  db: Db,
  district: string,
  reportIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.query<{ report_id: string }>(
    `select report_id from land.report where district = $1 and report_id = any ($2::bigint[]) and state = 'reported'`,
    [district, reportIds],
  )
  return new Set(rows.map(({ report_id }) => report_id))
}
