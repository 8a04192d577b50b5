import { asPlatform } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import {
  overriddenReports,
  storeLeftovers,
  type Leftover,
  type OverriddenReport,
} from '../queries/overrides.ts'
import { accusingRules, certaintyOf } from '../rules/index.ts'
import { afterOverrides } from '../rules/overridden.ts'

/** What lists, map and counts say of reports after overrides. Called wherever reports were judged, or an override was made or ended. */
export async function settleOverrides(tx: Db, district: string, reportIds: readonly string[]): Promise<void> {
  // Whoever judges may not see what others overrode.
  await asPlatform(tx, async () => {
    const reports = await overriddenReports(tx, district, reportIds)
    await storeLeftovers(tx, district, reports.map(leftover))
  })
}

function leftover({ reportId, sha256, verdict, results, overrides }: OverriddenReport): Leftover {
  const { left, overridden, asks } = afterOverrides(results, overrides, sha256)
  return {
    reportId,
    verdict: left.verdict,
    severity: left.primary?.severity ?? null,
    certainty: left.primary && certaintyOf(left.primary),
    rules: accusingRules(left.results),
    overridden,
    asks,
    machineVerdict: left.verdict === verdict ? null : verdict,
  }
}
