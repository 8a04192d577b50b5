import type { z } from 'zod'
import { approvals } from './api/approvals.ts'
import { audit } from './api/audit.ts'
import { catalogue } from './api/catalogue.ts'
import { checks } from './api/checks.ts'
import { evidence } from './api/evidence.ts'
import { explanations } from './api/explanations.ts'
import { farmlandYears } from './api/farmland-years.ts'
import { ground } from './api/ground.ts'
import { ledgerParts } from './api/ledger-parts.ts'
import { law } from './api/law.ts'
import { layerPreview } from './api/layer-preview.ts'
import { notifications } from './api/notifications.ts'
import { parties } from './api/parties.ts'
import { people } from './api/people.ts'
import { raised } from './api/raised.ts'
import { reports } from './api/reports.ts'
import { reshaping } from './api/reshaping.ts'
import { session } from './api/session.ts'
import { ties } from './api/ties.ts'
import { transfers } from './api/transfers.ts'

export { ApprovalEvidence, ApprovalItem, ExportItem } from './api/approvals.ts'
export { AuditEventItem, Certificate, SealItem, Verification } from './api/audit.ts'
export { CatalogueRule, FigureToday } from './api/catalogue.ts'
export { EvidenceItem } from './api/evidence.ts'
export {
  type CheckedNumber,
  Checks,
  type CheckState,
  Explanation,
  RuleText,
  Step,
  ThresholdUsed,
  type Amount,
} from './api/explanations.ts'
export { FarmlandYearItem } from './api/farmland-years.ts'
export { DistrictInfo, LayerProblem, LayerVersion, PowerItem, RuleInfo } from './api/ground.ts'
export {
  Move,
  ReplayItem,
  ReplayReportItem,
  ThresholdItem,
  WhatIfReport,
  type ChangeCount,
} from './api/law.ts'
export { PreviewKind, PreviewReport } from './api/layer-preview.ts'
export { Notification } from './api/notifications.ts'
export { PartyItem } from './api/parties.ts'
export { Job, PartyInput, Person, PlaceName, PostToday, type SignedIn } from './api/parts.ts'
export { Account, DrillItem, Organisation, PostItem } from './api/people.ts'
export {
  AssignmentItem,
  BriefResult,
  CheckItem,
  Count,
  DecisionItem,
  Evaluation,
  FactItem,
  OverrideItem,
  LayerUsedItem,
  PermitItem,
  RaisedFinding,
  ReportPage,
  ReportRow,
  ResultItem,
  SORTS,
  TownshipShare,
} from './api/reports.ts'
export { DuplicateItem, GroupItem, ReshapingItem, type GroupSum } from './api/ties.ts'
export { Transfer, TransferUnit } from './api/transfers.ts'

/**
 * Every endpoint, once. Input checks, the types of both sides, openapi.json, the permissions, and what is said of rows and
 * events are read from here.
 * Areas are m² on the CGCS2000 ellipsoid, unrounded; days are YYYY-MM-DD; positions are longitude, latitude (EPSG:4490).
 */
export const api = {
  ...session,
  ...people,
  ...ground,
  ...layerPreview,
  ...law,
  ...catalogue,
  ...farmlandYears,
  ...reports,
  ...ledgerParts,
  ...raised,
  ...explanations,
  ...checks,
  ...parties,
  ...ties,
  ...reshaping,
  ...evidence,
  ...transfers,
  ...approvals,
  ...notifications,
  ...audit,
}

// Beside these, plain HTTP: GET /api/tiles/layers/:layerVersionId/:z/:x/:y.mvt, GET /api/tiles/reports/:district/:revision/:z/:x/:y.mvt
// (same filters as GET /reports), GET /api/exports/:exportId/file, /api/audit/bundle, /api/openapi.json, /livez, /readyz.

type Api = typeof api
export type Route = keyof Api
/** Routes that want an Idempotency-Key. */
export type IdempotentRoute = {
  [R in Route]: Api[R] extends { idempotent: true } ? R : never
}[Route]
/** Routes that want the version that was seen. */
export type VersionedRoute = { [R in Route]: Api[R] extends { ifMatch: string } ? R : never }[Route]
type Part<R extends Route, K extends 'params' | 'query' | 'body' | 'form'> = Api[R] extends {
  [key in K]: z.ZodType
}
  ? z.output<Api[R][K]>
  : undefined
type PartIn<R extends Route, K extends 'params' | 'query' | 'body' | 'form'> = Api[R] extends {
  [key in K]: z.ZodType
}
  ? z.input<Api[R][K]>
  : undefined

/** What a handler receives, checked. */
export interface Input<R extends Route> {
  params: Part<R, 'params'>
  query: Part<R, 'query'>
  body: Part<R, 'body'>
  form: Part<R, 'form'>
}
/** What a caller sends, before defaults. */
export interface Call<R extends Route> {
  params: PartIn<R, 'params'>
  query: PartIn<R, 'query'>
  body: PartIn<R, 'body'>
}
export type Answer<R extends Route> = z.output<Api[R]['response']>
