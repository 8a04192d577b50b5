import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts, Verdict } from '../../domain/report.ts'
import { SEVERITIES, type Finding, type Result, type Rule, type Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import { abandoned } from './abandoned.ts'
import { afforestation } from './afforestation.ts'
import { afterAcceptance } from './after-acceptance.ts'
import { aglandUnapproved } from './agland-unapproved.ts'
import { ancillaryOversize } from './ancillary-oversize.ts'
import { approvedIdle } from './approved-idle.ts'
import { crimeApproval } from './crime-approval.ts'
import { crimeCumulative } from './crime-cumulative.ts'
import { crimeFarmland } from './crime-farmland.ts'
import { crimeForest } from './crime-forest.ts'
import { crimeGrassland } from './crime-grassland.ts'
import { crimeNear } from './crime-near.ts'
import { crimePbf } from './crime-pbf.ts'
import { crimeTransfer } from './crime-transfer.ts'
import { cropControl } from './crop-control.ts'
import { ecoRedLine } from './eco-red-line.ts'
import { facilityAbandoned } from './facility-abandoned.ts'
import { facilityNotFiled } from './facility-not-filed.ts'
import { facilityOnPbf } from './facility-on-pbf.ts'
import { facilityOverFiled } from './facility-over-filed.ts'
import { facilityToNonag } from './facility-to-nonag.ts'
import { farmlandDamaged } from './farmland-damaged.ts'
import { farmlandOutflow } from './farmland-outflow.ts'
import { farmlandUnapproved } from './farmland-unapproved.ts'
import { ghClass1 } from './gh-class1.ts'
import { ghClass2 } from './gh-class2.ts'
import { greenCorridor } from './green-corridor.ts'
import { groundDoubts, overlayFailed } from './ground-doubts.ts'
import { guardHouseOversize } from './guard-house-oversize.ts'
import { guardHouseUse } from './guard-house-use.ts'
import { homesteadNoApproval } from './homestead-no-approval.ts'
import { homesteadOnAgland } from './homestead-on-agland.ts'
import { homesteadOnPbf } from './homestead-on-pbf.ts'
import { homesteadOverArea } from './homestead-over-area.ts'
import { illegalRatio } from './illegal-ratio.ts'
import { illegalTransfer } from './illegal-transfer.ts'
import { landUnapproved } from './land-unapproved.ts'
import { landscapeLake } from './landscape-lake.ts'
import { moreThanOneHomestead } from './more-than-one-homestead.ts'
import { noWorksPermit } from './no-works-permit.ts'
import { nonMember } from './non-member.ts'
import { obstruction } from './obstruction.ts'
import { officialInvolved } from './official-involved.ts'
import { ordinaryFarmlandFive } from './ordinary-farmland-five.ts'
import { outsideBoundaries } from './outside-boundaries.ts'
import { overOccupied } from './over-occupied.ts'
import { pbfOccupied } from './pbf-occupied.ts'
import { pbfOrchardPond } from './pbf-orchard-pond.ts'
import { pbfTurfNursery } from './pbf-turf-nursery.ts'
import { planConformity } from './plan-conformity.ts'
import { rebuildNonconforming } from './rebuild-nonconforming.ts'
import { ruralNoPermit } from './rural-no-permit.ts'
import { ruralOnAgland } from './rural-on-agland.ts'
import { ruralOutOfParcel } from './rural-out-of-parcel.ts'
import { ruralOverFootprint } from './rural-over-footprint.ts'
import { ruralWrongUse } from './rural-wrong-use.ts'
import { asConfirmed } from './second-opinion.ts'
import { stockpile } from './stockpile.ts'
import { tempExpired } from './temp-expired.ts'
import { tempNotRestored } from './temp-not-restored.ts'
import { tempPermanentBuilding } from './temp-permanent-building.ts'
import { temporaryBuilding } from './temporary-building.ts'
import { temporaryPlanting } from './temporary-planting.ts'
import { urbanNoPermit } from './urban-no-permit.ts'

/** Every rule, in the order of the domain rules: of equal severity, the earlier is the primary flag. */
export const RULES: readonly Rule[] = [
  pbfOccupied,
  farmlandUnapproved,
  farmlandDamaged,
  aglandUnapproved,
  landUnapproved,
  overOccupied,
  ecoRedLine,
  outsideBoundaries,
  planConformity,
  tempExpired,
  tempNotRestored,
  tempPermanentBuilding,
  stockpile,
  rebuildNonconforming,
  illegalTransfer,
  approvedIdle,
  afforestation,
  greenCorridor,
  landscapeLake,
  pbfOrchardPond,
  pbfTurfNursery,
  ordinaryFarmlandFive,
  farmlandOutflow,
  temporaryPlanting,
  cropControl,
  abandoned,
  ghClass1,
  ghClass2,
  guardHouseOversize,
  guardHouseUse,
  facilityNotFiled,
  facilityOverFiled,
  ancillaryOversize,
  facilityOnPbf,
  facilityAbandoned,
  facilityToNonag,
  ruralNoPermit,
  ruralOverFootprint,
  ruralOutOfParcel,
  ruralWrongUse,
  ruralOnAgland,
  urbanNoPermit,
  temporaryBuilding,
  noWorksPermit,
  afterAcceptance,
  homesteadNoApproval,
  moreThanOneHomestead,
  homesteadOverArea,
  homesteadOnPbf,
  homesteadOnAgland,
  nonMember,
  crimePbf,
  crimeFarmland,
  crimeForest,
  crimeGrassland,
  crimeCumulative,
  crimeTransfer,
  crimeApproval,
  illegalRatio,
  officialInvolved,
  obstruction,
  crimeNear,
]

/** Changes with any change that can alter a finding from the same facts. */
export const RULES_VERSION = '2'

/** The rules in force on a day, in their order. */
export const rulesOn = (day: Day, rules: readonly Rule[] = RULES): readonly Rule[] =>
  rules.filter(
    ({ inForce: { from, to } = ALWAYS }) => (from === null || from <= day) && (to === null || day <= to),
  )

export const ALWAYS = { from: null, to: null } as const

export interface Evaluation {
  results: readonly Result[]
  verdict: Verdict
  /**
   * The flag that leads: certain before possible, then highest severity, then earliest rule. Null where no rule accuses.
   */
  primary: Finding | null
}

/** What rules say of one report by what was measured of its ground, by one day's law. */
export function evaluate(
  report: ReportFacts,
  ground: GroundFacts,
  thresholds: Thresholds,
  rules: readonly Rule[] = rulesOn(report.judgedOn),
): Evaluation {
  const doubts = groundDoubts(ground, thresholds)
  const judged = overlayFailed(ground)
    ? []
    : rules
        .flatMap((rule) => rule.evaluate(report, ground, thresholds))
        .map((result) => asConfirmed(result, ground))
  return conclude([...judged, ...doubts])
}

/**
 * A certain finding of severity low or above makes a report suspected; else a possible one or any doubt makes it doubtful;
 * information alone leaves it clear (ADR 4, ADR 32).
 */
export function conclude(given: readonly Result[]): Evaluation {
  const results = standing(given)
  const primary = primaryOf(results)
  const isOpen = primary !== null || results.some((result) => result.kind === 'doubt')
  const isSuspected = primary !== null && certaintyOf(primary) === 'certain'
  return { results, verdict: isSuspected ? 'suspected' : isOpen ? 'doubtful' : 'clear', primary }
}

const ESCALATING = new Set(RULES.filter(({ escalates }) => escalates).map(({ id }) => id))

/** Without what only aggravates, where there is nothing to aggravate. */
function standing(results: readonly Result[]): readonly Result[] {
  const others = results.filter(({ ruleId }) => !ESCALATING.has(ruleId))
  return others.some(isAccusing) ? results : others
}

export const isAccusing = (result: Result): result is Finding =>
  result.kind === 'finding' && result.severity !== 'info'

export const certaintyOf = ({ certainty }: Finding) => certainty ?? 'certain'

/** By severity, what is certain before what is possible. */
const rank = (finding: Finding) =>
  SEVERITIES.indexOf(finding.severity) + (certaintyOf(finding) === 'certain' ? 0 : SEVERITIES.length)

function primaryOf(results: readonly Result[]): Finding | null {
  return results
    .filter(isAccusing)
    .reduce<Finding | null>(
      (first, next) => (first === null || rank(next) < rank(first) ? next : first),
      null,
    )
}

/** Ids of the rules that accuse, each once: the gravest first, so that a list leads with what the page leads with. */
export const accusingRules = (results: readonly Result[]) => [
  ...new Set(
    results
      .filter(isAccusing)
      .sort((a, b) => rank(a) - rank(b))
      .map((result) => result.ruleId),
  ),
]

/** What each rule is, without how it judges; of several readings the newest. */
export const CATALOGUE = RULES.filter(
  (rule, place) => !RULES.slice(place + 1).some(({ id }) => id === rule.id),
).map(({ id, code, name, nameEn, statute, lead, needs, judges = null, about, byHand }) => ({
  id,
  code,
  name,
  nameEn,
  statute,
  lead,
  needs: [...needs],
  judges,
  about: about ? { ...about, attributes: [...about.attributes] } : null,
  byHand: byHand ? { severity: byHand.severity, checklist: [...byHand.checklist] } : null,
}))
