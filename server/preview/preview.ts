import type { Answer, Person } from '../../domain/api.ts'
import type { Db } from '../db/database.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { VersionSummary } from '../queries/layer-diff.ts'
import {
  countSeenReports,
  datedReports,
  daysServed,
  type DatedReport,
  type Standing,
} from '../queries/layer-preview.ts'
import { placeNames, placeOf } from '../queries/places.ts'
import { reportHeads } from '../queries/report-heads.ts'
import { changeOf, isSlight, totalsOf, type Compared } from './compare.ts'
import { kindsOfGround, type Kinds } from './kinds.ts'
import { sharedGround, type SharedFeature } from './shared-ground.ts'

/** Reports a call without a kernel: some seconds of the database's. */
const MOST_BY_POSTGIS = 200

type Draft = Pick<VersionSummary, 'layerVersionId' | 'role' | 'version' | 'validFrom'>

/** A version in force that the asker may not read: what it shares with reports is not his to know. */
export class BeyondClearance extends Error {}

/** What some reports, after the given one, would share with a version that does not serve yet, beside what they share now. */
export async function previewLayer(
  db: Db,
  kernel: Kernel | null,
  person: Person,
  draft: Draft,
  page: { after: string; limit: number },
): Promise<Answer<'GET /layers/:layerVersionId/preview'>> {
  const { district } = person
  const { role, version, validFrom } = draft
  const limit = kernel ? page.limit : Math.min(page.limit, MOST_BY_POSTGIS)
  const examined = await datedReports(db, person, { after: page.after, limit })
  const days = await daysServed(db, district, draft, [...new Set(examined.map(({ day }) => day))])
  const now = [...days.values()]
  if (now.some((standing) => standing?.isReadable === false)) throw new BeyondClearance()

  const served = examined.filter(({ day }) => days.has(day))
  const { measured, kinds } = await comparedShares(db, kernel, { district, draft, days }, served)
  const changed = measured.flatMap(({ reportId, ...compared }) => {
    const change = changeOf(compared, kinds.nameOf)
    return change ? [{ reportId, ...change }] : []
  })
  const changedIds = changed.map(({ reportId }) => reportId)
  const heads = await reportHeads(db, district, changedIds)
  const townships = await placeNames(db, district, 'townships')
  const versions = new Set(now.flatMap((standing) => standing?.version ?? []))
  return {
    layer: { role, version, validFrom },
    engine: kernel ? 'kernel' : 'postgis',
    total: await countSeenReports(db, person),
    examined: examined.length,
    served: served.length,
    unmeasured: served.length - measured.length,
    against: [...versions].sort((a, b) => a - b),
    withoutBefore: served.filter(({ day }) => days.get(day) === null).length,
    slight: measured.filter(isSlight).length,
    kinds: totalsOf(measured, kinds.nameOf),
    reports: changed.map((change) => {
      const head = heads.get(change.reportId)!
      return { ...head, ...change, township: placeOf(head.township, townships) }
    }),
    next: examined.length === limit ? examined.at(-1)!.reportId : null,
  }
}

interface Comparison {
  district: string
  draft: Draft
  /** What serves each day now. */
  days: ReadonlyMap<string, Standing>
}

/** Of each report that could be measured, what it shares with the version in force and with the draft, by kind of ground. */
async function comparedShares(
  db: Db,
  kernel: Kernel | null,
  { district, draft: { layerVersionId, role }, days }: Comparison,
  served: readonly DatedReport[],
): Promise<{ measured: (Compared & { reportId: string })[]; kinds: Kinds }> {
  const found: { reportId: string; features: SharedFeature[] }[] = []
  const cohorts = Map.groupBy(served, ({ day }) => days.get(day)?.layerVersionId)
  for (const [now, reports] of cohorts) {
    const layerVersionIds = now === undefined ? [layerVersionId] : [layerVersionId, now]
    const ids = reports.map(({ reportId }) => reportId)
    for (const { reportId, features } of await sharedGround(
      db,
      kernel,
      { district, role, layerVersionIds },
      ids,
    ))
      if (features !== null) found.push({ reportId, features })
  }
  const kinds = await kindsOfGround(
    db,
    district,
    role,
    found.flatMap(({ features }) => features),
  )
  const isDraft = (feature: SharedFeature) => feature.layerVersionId === layerVersionId
  const measured = found.map(({ reportId, features }) => ({
    reportId,
    before: sharesOf(
      features.filter((feature) => !isDraft(feature)),
      kinds,
    ),
    after: sharesOf(features.filter(isDraft), kinds),
  }))
  return { measured, kinds }
}

function sharesOf(features: readonly SharedFeature[], { kindOf }: Kinds): Map<string, number> {
  const shares = new Map<string, number>()
  for (const feature of features) {
    const kind = kindOf(feature)
    shares.set(kind, (shares.get(kind) ?? 0) + feature.area)
  }
  return shares
}
