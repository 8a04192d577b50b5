import type { GroundFacts } from '../../domain/ledger.ts'
import type { ReportFacts } from '../../domain/report.ts'
import type { Thresholds } from '../../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { isConstruction, isFacility, isPond } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * ES-03 · 涉嫌非法占用农用地罪·林地: five mu of public-welfare or ten of commercial forest destroyed, bounds included; of both,
 * the shares of each line that are reached add up; half of it all for a party that was punished twice within two years.
 *
 * The kind is the forest layer's, and where that has none the report's. What neither knows is a doubt if the kind decides,
 * and so are earlier penalties.
 */
export const crimeForest = defineRule({
  id: 'ES-03',
  code: 'CRIME_FOREST',
  name: '涉嫌非法占用农用地罪·林地',
  nameEn: 'Criminal line, forest',
  statute: '刑法 342；法释〔2023〕8号 第一条',
  lead: 'NR',
  needs: ['land-use', 'forests', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '毁坏公益林地 5 亩、商品林地 10 亩以上；两类按比例折算合计；二年内受过两次行政处罚的减半',
    conditionEn:
      'Public-welfare forest from 5 mu, commercial from 10 mu, pro rata together; half after two penalties within two years',
    consequence: '移送公安机关；毁坏程度须经鉴定，行政处罚不得代替移送',
    consequenceEn: 'Transfer to the police after an appraisal; an administrative penalty does not replace it',
    attributes: ['type', 'forestKind', 'earlierPenalties'],
  },
  appliesTo: (report, ground, thresholds) =>
    destroysForest(report) &&
    ground.ledger.remainder.area >=
      thresholds['crime.forestRepeatShare'].value * lineM2('crime.publicForestMu', thresholds),
  judge(context) {
    const { report, thresholds, finding, doubt } = context
    const { known, least, most } = reached(context)
    const taken = known.public + known.commercial + known.open
    if (taken < thresholds['overlay.noiseM2'].value) return []

    const repeat = thresholds['crime.forestRepeatShare'].value
    const isRepeated =
      report.earlierPenalties === null
        ? null
        : report.earlierPenalties >= thresholds['crime.forestRepeatPenalties'].value
    const line = isRepeated ? repeat : 1
    if (most < line) {
      const mayBeRepeated = isRepeated === null && most >= repeat
      return mayBeRepeated ? [doubt('attribute-missing', 'earlierPenalties', taken)] : []
    }
    if (least < line) return [doubt('attribute-missing', 'forestKind', known.open)]
    return [
      finding({
        severity: 'critical',
        measured: least / line,
        unit: 'ratio',
        missing: [
          'destructionAppraisal',
          'fieldCheck',
          'partyIdentity',
          ...(known.open > 0 ? (['forestRegister'] as const) : []),
          ...(isRepeated === null ? (['penaltyRecord'] as const) : []),
        ],
        numbers: {
          remainderPublicForest: known.public,
          remainderCommercialForest: known.commercial,
          publicLineMu: line * thresholds['crime.publicForestMu'].value,
          commercialLineMu: line * thresholds['crime.commercialForestMu'].value,
          mu: squareMetresToMu(squareMetres(taken)),
        },
      }),
    ]
  },
})

/** Works, mining, ponds and farm facilities destroy a forest (法释〔2023〕8号 art. 1); planting trees does not. */
const destroysForest = (report: ReportFacts) => isConstruction(report) || isPond(report) || isFacility(report)

const lineM2 = (key: 'crime.publicForestMu' | 'crime.commercialForestMu', thresholds: Thresholds) =>
  muToSquareMetres(mu(thresholds[key].value))

/** Forest by kind in m², and the share of the lines that it reaches: with the open part as commercial, and as public. */
function reached({ report, ground, thresholds, area }: Context) {
  const known = forestsOf(report, ground, area('remainderForest'))
  const shares = (ofPublic: number, ofCommercial: number) =>
    ofPublic / lineM2('crime.publicForestMu', thresholds) +
    ofCommercial / lineM2('crime.commercialForestMu', thresholds)
  return {
    known,
    least: shares(known.public, known.commercial + known.open),
    most: shares(known.public + known.open, known.commercial),
  }
}

function forestsOf({ forestKind }: ReportFacts, { ledger }: GroundFacts, forest: number) {
  const [ofPublic, ofCommercial] = [
    ledger.remainderPublicForest?.area ?? 0,
    ledger.remainderCommercialForest?.area ?? 0,
  ]
  const rest = Math.max(0, forest - ofPublic - ofCommercial)
  return {
    public: ofPublic + (forestKind === 'public' ? rest : 0),
    commercial: ofCommercial + (forestKind === 'commercial' ? rest : 0),
    open: forestKind === null ? rest : 0,
  }
}
