import { landClassOf } from '../../domain/land-class.ts'
import type { GroundFacts } from '../../domain/ledger.ts'
import type { Doubt, Thresholds } from '../../domain/rule.ts'
import { sizeOf } from './rule.ts'

/** Step of the overlay ladder that means: no step gave areas that add up. */
const OVERLAY_FAILED = 4

export const overlayFailed = (ground: GroundFacts) => ground.step >= OVERLAY_FAILED

/**
 * Doubts about the ground itself, whatever the rules: ground that no survey covers, classes that nobody knows. Slivers of
 * either are gaps between the polygons of the survey and concern nobody.
 */
export function groundDoubts(ground: GroundFacts, thresholds: Thresholds): Doubt[] {
  const doubt = (reason: Doubt['reason'], subject: string, measured: number): Doubt => ({
    kind: 'doubt',
    ruleId: 'GROUND',
    reason,
    subject,
    lead: 'NR',
    measured,
  })
  if (overlayFailed(ground)) return [doubt('overlay-failed', 'patch', ground.ledger.patch.area)]

  const { unsurveyed } = ground.ledger
  const unknown = Object.entries(ground.classes).filter(
    ([code, area]) => landClassOf(code) === null && area >= thresholds['overlay.noiseM2'].value,
  )
  return [
    ...(unsurveyed && sizeOf(unsurveyed, thresholds) === 'real'
      ? [doubt('not-surveyed', 'land-use', unsurveyed.area)]
      : []),
    ...unknown.map(([code, area]) => doubt('class-unknown', code, area)),
  ]
}
