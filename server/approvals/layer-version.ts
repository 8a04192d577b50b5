import type { ApprovalEvidence } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { Db } from '../db/database.ts'
import {
  citedBy,
  otherVersion,
  versionDiff,
  versionSummary,
  type VersionSummary,
} from '../queries/layer-diff.ts'
import { publishLayer, withdrawLayer } from '../queries/layer-status.ts'
import type { Approval } from '../queries/approvals.ts'
import { bothNames, type Approved, type Executor } from './executor.ts'

/** What is kept of the question: enough to name the version in a list. */
export interface LayerQuestion {
  layerVersionId: string
  role: string
  version: number
}

const versionOf = ({ payload }: Approval) => (payload as unknown as LayerQuestion).layerVersionId

export const publishLayerVersion: Executor = {
  execute: (tx, approved) => publishLayer(tx, changeOf(approved)),
  async evidence(db, { district, payload }) {
    const next = await summaryOf(db, district, payload)
    const now = await otherVersion(db, district, next)
    const diff =
      now && (await versionDiff(db, district, { from: now.layerVersionId, to: next.layerVersionId }))
    return {
      facts: [
        ...versionFacts(now, next),
        ...(['added', 'removed', 'changed'] as const).map((key) => ({
          key,
          unit: 'count' as const,
          now: null,
          then: diff ? diff[key] : null,
        })),
      ],
      bounds: { now: now?.bounds ?? null, then: next.bounds },
      layerVersionId: next.layerVersionId,
      reportId: null,
    }
  },
}

export const withdrawLayerVersion: Executor = {
  execute: (tx, approved) => withdrawLayer(tx, changeOf(approved)),
  async evidence(db, { district, payload }) {
    const now = await summaryOf(db, district, payload)
    const next = await otherVersion(db, district, now)
    const cited = await citedBy(db, district, now.layerVersionId)
    return {
      facts: [...versionFacts(now, next), { key: 'citedBy', unit: 'count', now: cited, then: null }],
      bounds: { now: now.bounds, then: next?.bounds ?? null },
      layerVersionId: now.layerVersionId,
      reportId: null,
    }
  },
}

const changeOf = (approved: Approved) => ({
  district: approved.approval.district,
  layerVersionId: versionOf(approved.approval),
  name: approved.approver.name,
  by: approved.by,
  detail: { way: 'two-person' as const, ...bothNames(approved) },
})

async function summaryOf(
  db: Db,
  district: string,
  payload: Record<string, unknown>,
): Promise<VersionSummary> {
  const { layerVersionId } = payload as unknown as LayerQuestion
  const found = await versionSummary(db, district, layerVersionId)
  if (!found) throw new Problem('not-found', `There is no layer version ${layerVersionId}.`)
  return found
}

type Facts = ApprovalEvidence['facts']

const FACTS = [
  ['version', 'count'],
  ['status', 'status'],
  ['validFrom', 'day'],
  ['source', 'text'],
  ['fileName', 'text'],
  ['releaseNo', 'text'],
  ['notSecretBy', 'text'],
  ['label', 'label'],
  ['importedBy', 'text'],
  ['features', 'count'],
  ['areaM2', 'm2'],
  ['repaired', 'count'],
  ['refused', 'count'],
] as const satisfies readonly (readonly [keyof VersionSummary, Facts[number]['unit']])[]

const versionFacts = (now: VersionSummary | null, then: VersionSummary | null): Facts =>
  FACTS.map(([key, unit]) => ({ key, unit, now: now?.[key] ?? null, then: then?.[key] ?? null }))
