import type { Thresholds } from '../../domain/rule.ts'
import type { SharePart } from '../../domain/straddling.ts'

/** What was measured: m² of a patch in one township, ground that two claim counted once. */
export interface MeasuredShare {
  township: string
  areaM2: number
}

export interface Share {
  /** Null: in no township. */
  township: string | null
  part: SharePart
  /** As measured. */
  areaM2: number
  /** What statistics count for the township: noise counts with the lead, so that shares add up to the patch. */
  countedM2: number
}

/** Planar areas of parts and of the whole may differ so much by rounding alone. */
const ROUNDING_M2 = 0.01
const ROUNDING_SHARE = 1e-6

/**
 * How a patch is split over townships, the largest share first; of equal ones the lower code. The first leads. Another
 * assists from `straddle.assistM2` on, or from `straddle.assistShare` of a small patch; both bounds are included.
 */
export function sharesOf(
  patchM2: number,
  measured: readonly MeasuredShare[],
  thresholds: Thresholds,
): Share[] {
  const rounding = Math.max(ROUNDING_M2, ROUNDING_SHARE * patchM2)
  const inTownships = measured.filter(({ areaM2 }) => areaM2 > rounding).toSorted(largestFirst)
  const rest = patchM2 - inTownships.reduce((sum, { areaM2 }) => sum + areaM2, 0)
  const isOutside = rest > rounding
  const parts = isOutside ? [...inTownships, { township: null, areaM2: rest }] : inTownships

  const partOf = (township: string | null, areaM2: number, at: number): SharePart => {
    if (township === null) return at === 0 || counts(areaM2, patchM2, thresholds) ? 'outside' : 'noise'
    if (at === 0) return 'lead'
    return counts(areaM2, patchM2, thresholds) ? 'assist' : 'noise'
  }
  const shares = parts.map(({ township, areaM2 }, at) => {
    const part = partOf(township, areaM2, at)
    return { township, part, areaM2, countedM2: part === 'noise' ? 0 : areaM2 }
  })
  const [first, ...others] = shares
  // What the others do not count is the first one's, so that nothing is lost to rounding either.
  if (first) first.countedM2 = patchM2 - others.reduce((sum, { countedM2 }) => sum + countedM2, 0)
  return shares
}

const largestFirst = (a: MeasuredShare, b: MeasuredShare) =>
  b.areaM2 - a.areaM2 || (a.township < b.township ? -1 : 1)

/** Whether ground beyond a border is more than the border's own uncertainty. */
function counts(areaM2: number, patchM2: number, thresholds: Thresholds): boolean {
  if (areaM2 >= thresholds['straddle.assistM2'].value) return true
  const isMeasurable = areaM2 >= thresholds['overlay.noiseM2'].value
  return isMeasurable && areaM2 / patchM2 >= thresholds['straddle.assistShare'].value
}
