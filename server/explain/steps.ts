import type { Amount, Evaluation, ResultItem, Step } from '../../domain/api.ts'
import { landClassOf } from '../../domain/land-class.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { squareMetres } from '../../domain/units.ts'
import { sizeOf } from '../rules/rule.ts'
import type { Trace } from '../rules/trace.ts'

/** What a finding was made of: figures that its reader may see, and what its rule looked at. */
export interface Ground {
  ledger: Evaluation['ledger']
  facts: Evaluation['facts']
  result: ResultItem
  trace: Pick<Trace, 'entries' | 'thresholds'>
  thresholds: Thresholds
}

/**
 * The way to a result in steps that can be added up by hand: what the patch and what is left of it consist of, the features
 * behind the entries that the rule read, how the measured came about, and how it stands to the bound.
 */
export function stepsOf(ground: Ground): Step[] {
  const areas = new Map(ground.ledger.map(({ entry, areaM2 }) => [entry, areaM2]))
  return [...sums(areas, ground.trace.entries), ...features(ground, areas), ...measure(ground, areas)]
}

type Areas = ReadonlyMap<string, number>

const CLASSES = ['cultivated', 'otherAgricultural', 'construction', 'unused', 'unsurveyed'] as const
const COVERED = [
  'coveredLandApproval',
  'coveredTemporaryUse',
  'coveredFacilityFiling',
  'coveredRuralRoad',
  'remainder',
] as const
const LEFT = [
  'remainderCultivated',
  'remainderOtherAgricultural',
  'remainderConstruction',
  'remainderUnused',
  'remainderUnsurveyed',
] as const
const BY_PLAN = ['remainderPlanConform', 'remainderPlanContrary'] as const

/** Entries that make up others; those of what is left only where the rule looked at one of them. */
function sums(areas: Areas, read: readonly LedgerEntry[]): Step[] {
  const isRead = (parts: readonly LedgerEntry[]) => parts.some((part) => read.includes(part))
  return [
    sum(areas, 'patch', CLASSES),
    sum(areas, 'patch', COVERED),
    ...(isRead(LEFT) ? [sum(areas, 'remainder', LEFT)] : []),
    ...(isRead(BY_PLAN) ? [sum(areas, 'remainder', BY_PLAN)] : []),
  ].filter((step) => step !== null)
}

function sum(areas: Areas, whole: LedgerEntry, entries: readonly LedgerEntry[]): Step | null {
  const value = areas.get(whole)
  const parts = entries.map((entry) => amount(areas, entry)).filter((part) => part !== null)
  // The remainder alone is the patch itself, and no sum.
  if (value === undefined || parts.length < 2) return null
  const difference = value - parts.reduce((total, part) => total + part.value, 0)
  return { kind: 'sum', whole: { name: whole, value }, parts, difference }
}

function amount(areas: Areas, name: string): Amount | null {
  const value = areas.get(name)
  return value === undefined ? null : { name, value }
}

/** The entry that features of one layer make, before anything is taken off it. */
const MADE_OF: readonly (readonly [LedgerEntry, LayerRole, RegExp])[] = [
  ['cultivated', 'land-use', /^(remainder)?(Ordinary)?cultivated$/i],
  ['otherAgricultural', 'land-use', /^(remainder)?otherAgricultural$/i],
  ['construction', 'land-use', /^(remainder)?construction$/i],
  ['unused', 'land-use', /^(remainder)?unused$/i],
  ['basicFarmland', 'basic-farmland', /^(remainder)?basicFarmland$/i],
  ['redLine', 'eco-red-line', /^(remainder)?redLine$/i],
]

function features({ facts, trace }: Ground, areas: Areas): Step[] {
  return MADE_OF.filter(([, , family]) => trace.entries.some((entry) => family.test(entry))).flatMap(
    ([name, role]) => {
      const entry = amount(areas, name)
      const made = facts.filter(
        (fact) => fact.role === role && (role !== 'land-use' || groupOf(fact.class) === name),
      )
      // Of a layer beyond the clearance only the sum of all its features is known.
      if (entry === null || made.length === 0 || made.some(({ featureId }) => featureId === null)) return []
      const total = made.reduce((sum, { areaM2 }) => sum + areaM2, 0)
      return [{ kind: 'features', entry, role, count: made.length, sum: total } satisfies Step]
    },
  )
}

const groupOf = (landClass: string | null) => (landClass === null ? null : landClassOf(landClass)?.group)

function measure(ground: Ground, areas: Areas): Step[] {
  const { measured, threshold, thresholdKey, unit, range, certainty } = ground.result
  if (measured === null) return []
  const name = nameOfMeasured(ground, areas)
  return [
    ...derivation(ground, areas, { name: name ?? 'measured', value: measured }),
    ...(name === null ? [] : size(ground, name)),
    ...(threshold === null
      ? []
      : [
          {
            kind: 'bound',
            name,
            measured,
            relation: measured === threshold ? '=' : measured < threshold ? '<' : '>',
            threshold,
            thresholdKey,
            unit: unit ?? 'm2',
            range,
            certainty,
          } satisfies Step,
        ]),
  ]
}

/** The entry that the rule read and measured, else the figure of that value; a doubt names it itself. */
function nameOfMeasured({ result, trace }: Ground, areas: Areas): string | null {
  const { measured, unit, subject, numbers } = result
  const inSquareMetres = unit === null || unit === 'm2'
  if (subject !== null && areas.has(subject)) return subject
  // What is left of an entry comes after it, and is what rules measure where they read both.
  const equal = trace.entries.filter((one) => inSquareMetres && areas.get(one) === measured)
  const entry = equal.findLast((one) => one in numbers) ?? equal.at(-1)
  const figure = Object.entries(numbers).find(
    ([name, value]) => value === measured && (inSquareMetres || !areas.has(name)),
  )
  return entry ?? figure?.[0] ?? null
}

/** How a figure comes about that stands in no ledger: as a share, and as what is over. */
function derivation({ result, trace }: Ground, areas: Areas, measured: Amount): Step[] {
  const figures = Object.entries(result.numbers).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ name, value }] : [],
  )
  const share = result.unit === 'ratio' ? pairOf(figures, measured, (first, second) => first / second) : null
  const over = share?.first ?? (result.unit === 'ratio' ? null : measured)
  const known = [
    ...figures,
    ...trace.entries.map((entry) => amount(areas, entry)).filter((one) => one !== null),
  ]
  const rest =
    over === null || areas.has(over.name)
      ? null
      : pairOf(
          known.filter(({ name }) => name !== over.name),
          over,
          (first, second) => first - second,
        )
  return [
    ...(rest ? [{ kind: 'difference', ...rest } satisfies Step] : []),
    ...(share ? [{ kind: 'quotient', ...share } satisfies Step] : []),
  ]
}

/** Floating point: the same number but for its last digits. */
const isSameNumber = (a: number, b: number) =>
  Number.isFinite(a) && Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b))

function pairOf(figures: readonly Amount[], value: Amount, of: (first: number, second: number) => number) {
  for (const first of figures)
    for (const second of figures)
      if (first.name !== second.name && isSameNumber(of(first.value, second.value), value.value))
        return { value, first, second }
  return null
}

/** By ε of land overlays, where that decided, and not that of buildings or a bound of the rule's own. */
function size({ ledger, result, thresholds }: Ground, entry: string): Step[] {
  const found = ledger.find((one) => one.entry === entry)
  if (!found) return []
  const { areaM2, widthM } = found
  const size = sizeOf({ area: squareMetres(areaM2), width: widthM }, thresholds)
  if (result.thresholdKey !== 'overlay.noiseM2' && !(result.reason === 'sliver' && size === 'sliver'))
    return []
  return [
    {
      kind: 'size',
      entry: { name: entry, value: areaM2 },
      widthM,
      size,
      noiseM2: thresholds['overlay.noiseM2'].value,
      sliverM2: thresholds['overlay.sliverM2'].value,
      sliverWidthM: thresholds['overlay.sliverWidthM'].value,
    },
  ]
}
