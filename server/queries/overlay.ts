import {
  LEDGER_ENTRIES,
  type GroundFacts,
  type LayerUsed,
  type Ledger,
  type LedgerEntry,
  type Measure,
  type PermitOverlap,
  type PermitTiming,
} from '../../domain/ledger.ts'
import type { LayerRole, RegisterRole } from '../../domain/layer.ts'
import type { ReportFacts } from '../../domain/report.ts'
import { squareMetres, type Day, type SquareMetres } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'

/** m² that a report shares with one feature of one layer version. */
export interface Fact {
  layerVersionId: string
  featureId: number
  class: string | null
  area: SquareMetres
}

export interface Overlay {
  reportId: string
  day: Day
  ground: GroundFacts
  facts: Fact[]
  township: string | null
  townshipShare: number | null
  village: string | null
}

type EntryRow = [area: number, width: number | null, low?: number, high?: number]

interface OverlayRow {
  report_id: string
  day: Day
  ledger: Partial<Record<LedgerEntry, EntryRow>>
  facts: [layerVersionId: number, featureId: number, landClass: string | null, area: number][]
  permits: {
    role: RegisterRole
    layerVersionId: string
    featureId: number
    timing: PermitTiming
    covered: number
    excess: EntryRow
  }[]
  layers: LayerUsed[]
  step: number
  perimeter: number
  township: string | null
  township_share: number | null
  village: string | null
  accuracy: number
  /** Entries whose bounds are to be told, with the displacement in m. */
  open: Partial<Record<LedgerEntry, number>>
}

type Bounds = Partial<Record<LedgerEntry, [low: number, high: number]>>

interface RegisterRow {
  layer_version_id: string
  feature_id: number
  class: string | null
  valid_from: Day | null
  valid_to: Day | null
  attributes: Record<string, unknown>
}

const measure = ([area, width, low, high]: EntryRow): Measure => ({
  area: squareMetres(area),
  width,
  ...(low !== undefined && high !== undefined && { low: squareMetres(low), high: squareMetres(high) }),
})

/** What reports share with every layer; `asOf` null measures each by the layers of its own judged day. */
export async function overlay(
  db: Db,
  district: string,
  reportIds: readonly string[],
  asOf: Day | null,
): Promise<Overlay[]> {
  return measured(db, district, [reportIds, asOf, null])
}

/** What an earlier evaluation took, so that the same can be measured again whatever was published or said since. */
export interface Pinned {
  day: Day
  layers: readonly LayerUsed[]
  report: Pick<ReportFacts, 'type' | 'use'>
  accuracyM: number | undefined
}

/** One report measured once more by the layer versions of an earlier evaluation. */
export async function overlayAgain(
  db: Db,
  district: string,
  reportId: string,
  { day, layers, report: { type, use }, accuracyM }: Pinned,
): Promise<Overlay> {
  const [again] = await measured(db, district, [[reportId], day, { layers, type, use, accuracyM }])
  return again!
}

/** What a report shares with the features of a layer version; null where that could not be measured. */
export interface Shared {
  reportId: string
  facts: Fact[] | null
}

/** What reports share with one layer version, whether it serves or not: measured as an evaluation does. */
export async function sharedWith(
  db: Db,
  district: string,
  reportIds: readonly string[],
  layer: Pick<LayerUsed, 'layerVersionId' | 'role'>,
): Promise<Shared[]> {
  const { rows } = await db.query<Pick<OverlayRow, 'report_id' | 'facts' | 'step'>>(
    'select report_id, facts, step from land.overlay($1, $2::bigint[], null, $3::jsonb)',
    [district, reportIds, JSON.stringify({ layers: [layer] })],
  )
  return rows.map(({ report_id: reportId, facts, step }) => ({
    reportId,
    facts: step === UNMEASURED_STEP ? null : facts.map(factOf),
  }))
}

/** Of the overlay ladder: nothing could be had. */
const UNMEASURED_STEP = 4

const factOf = ([layerVersionId, featureId, landClass, area]: OverlayRow['facts'][number]): Fact => ({
  layerVersionId: String(layerVersionId),
  featureId,
  class: landClass,
  area: squareMetres(area),
})

async function measured(
  db: Db,
  district: string,
  [reportIds, asOf, pinned]: [reportIds: readonly string[], asOf: Day | null, pinned: object | null],
): Promise<Overlay[]> {
  const { rows } = await db.query<OverlayRow>(
    `select report_id, day, ledger, facts, permits, layers, step, perimeter, township, township_share, village, accuracy, open
       from land.overlay($1, $2::bigint[], $3::date, $4::jsonb)`,
    [district, reportIds, asOf, pinned && JSON.stringify(pinned)],
  )
  const bounds = await boundsOf(db, district, rows, [asOf, pinned])
  for (const row of rows)
    for (const [entry, [low, high]] of Object.entries(bounds.get(row.report_id) ?? {})) {
      const [area, width] = row.ledger[entry as LedgerEntry]!
      row.ledger[entry as LedgerEntry] = [area, width, low, high]
    }
  const registers = await registerFeatures(db, district, rows)
  const registering = await withRegistrations(db, district, rows)
  return rows.map((row) => ({
    reportId: row.report_id,
    day: row.day,
    ground: groundOf(row, registers, registering),
    facts: row.facts.map(factOf),
    township: row.township,
    townshipShare: row.township_share,
    village: row.village,
  }))
}

/** Of the reports that have entries whose bounds can matter, a few in a hundred: measured once more, widened. */
async function boundsOf(
  db: Db,
  district: string,
  overlays: readonly OverlayRow[],
  [asOf, pinned]: [asOf: Day | null, pinned: object | null],
): Promise<Map<string, Bounds>> {
  const open = overlays.filter((row) => Object.keys(row.open).length > 0)
  if (open.length === 0) return new Map()
  const { rows } = await db.query<{ report_id: string; bounds: Bounds }>(
    'select report_id, bounds from land.overlay_bounds($1, $2::bigint[], $3::date, $4::jsonb, $5::float8)',
    [
      district,
      open.map((row) => row.report_id),
      asOf,
      pinned && JSON.stringify(pinned),
      Math.max(...open.flatMap((row) => Object.values(row.open))),
    ],
  )
  return new Map(rows.map((row) => [row.report_id, row.bounds]))
}

/**
 * Of a report that could not be measured at all: its area as it was taken in, and the place that was known of it. On the
 * step of the ladder that rules turn into a doubt.
 */
export async function failedOverlay(
  db: Db,
  district: string,
  { reportId, judgedOn, area }: ReportFacts,
  asOf: Day | null,
): Promise<Overlay> {
  const { rows } = await db.query<Pick<OverlayRow, 'township' | 'township_share' | 'village'>>(
    'select township, township_share, village from land.report where district = $1 and report_id = $2',
    [district, reportId],
  )
  const { township, township_share: townshipShare, village } = rows[0]!
  const patch = { area, width: null }
  const ground = {
    ledger: { patch, remainder: patch },
    classes: {},
    permits: [],
    layers: {},
    step: 4,
    perimeter: 0,
  }
  return { reportId, day: asOf ?? judgedOn, ground, facts: [], township, townshipShare, village }
}

const featureKey = (layerVersionId: string, featureId: number) => `${layerVersionId}/${featureId}`

async function registerFeatures(
  db: Db,
  district: string,
  overlays: readonly OverlayRow[],
): Promise<Map<string, RegisterRow>> {
  const touched = new Map(
    overlays
      .flatMap(({ permits }) => permits)
      .map((permit) => [featureKey(permit.layerVersionId, permit.featureId), permit]),
  )
  if (touched.size === 0) return new Map()
  const { rows } = await db.query<RegisterRow>(
    `select f.layer_version_id, f.feature_id, f.class, f.valid_from, f.valid_to, f.attributes
       from unnest($2::bigint[], $3::int[]) t (layer_version_id, feature_id)
       join land.layer_feature f on f.district = $1 and f.layer_version_id = t.layer_version_id and f.feature_id = t.feature_id`,
    [
      district,
      [...touched.values()].map((permit) => permit.layerVersionId),
      [...touched.values()].map((permit) => permit.featureId),
    ],
  )
  return new Map(rows.map((row) => [featureKey(row.layer_version_id, row.feature_id), row]))
}

/** Versions of land-approvals that hold registrations of rights at all. */
async function withRegistrations(
  db: Db,
  district: string,
  overlays: readonly OverlayRow[],
): Promise<ReadonlySet<string>> {
  const approvals = overlays.flatMap(({ layers }) => layers.filter(({ role }) => role === 'land-approvals'))
  const versions = [...new Set(approvals.map(({ layerVersionId }) => layerVersionId))]
  if (versions.length === 0) return new Set()
  const { rows } = await db.query<{ layer_version_id: string }>(
    `select v.layer_version_id from unnest($2::bigint[]) v (layer_version_id)
      where exists (select 1 from land.layer_feature f
                     where f.district = $1 and f.layer_version_id = v.layer_version_id and f.class = 'registration')`,
    [district, versions],
  )
  return new Set(rows.map((row) => row.layer_version_id))
}

function groundOf(
  row: OverlayRow,
  registers: ReadonlyMap<string, RegisterRow>,
  registering: ReadonlySet<string>,
): GroundFacts {
  const layers: Partial<Record<LayerRole, LayerUsed>> = Object.fromEntries(
    row.layers.map((layer) => [
      layer.role,
      layer.role === 'land-approvals'
        ? { ...layer, hasRegistrations: registering.has(layer.layerVersionId) }
        : layer,
    ]),
  )
  const landUse = layers['land-use']?.layerVersionId
  const classes: Record<string, SquareMetres> = {}
  for (const [layerVersionId, , landClass, area] of row.facts)
    if (String(layerVersionId) === landUse) {
      const code = landClass ?? ''
      classes[code] = squareMetres((classes[code] ?? 0) + area)
    }
  return {
    ledger: ledgerOf(row.ledger),
    classes,
    permits: row.permits.map((permit) =>
      permitOf(permit, registers.get(featureKey(permit.layerVersionId, permit.featureId))),
    ),
    layers,
    accuracyM: row.accuracy,
    perimeter: row.perimeter,
    step: row.step,
  }
}

function ledgerOf(entries: OverlayRow['ledger']): Ledger {
  const measured = LEDGER_ENTRIES.flatMap((entry) => {
    const row = entries[entry]
    return row ? [[entry, measure(row)] as const] : []
  })
  return Object.fromEntries(measured) as Ledger
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null)

function permitOf(permit: OverlayRow['permits'][number], feature: RegisterRow | undefined): PermitOverlap {
  const attributes = feature?.attributes ?? {}
  const approvedArea = numberOf(attributes['approvedAreaM2'])
  return {
    role: permit.role,
    featureId: permit.featureId,
    kind: feature?.class ?? null,
    number: textOf(attributes['number']),
    holder: textOf(attributes['holder']),
    status: textOf(attributes['status']),
    issuedOn: feature?.valid_from ?? null,
    expiresOn: feature?.valid_to ?? null,
    use: textOf(attributes['use']),
    storeys: numberOf(attributes['storeys']),
    height: numberOf(attributes['heightM']),
    approvedArea: approvedArea === null ? null : squareMetres(approvedArea),
    timing: permit.timing,
    covered: squareMetres(permit.covered),
    excess: measure(permit.excess),
  }
}
