import type { ReportFacts } from '../../domain/report.ts'
import type { ThresholdKey, Thresholds } from '../../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { reachesMu } from './crime-lines.ts'
import { isConstruction, isFacility, isPlanting } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * ES-04 · 涉嫌非法占用农用地罪·草原: twenty mu of grassland destroyed, or ten by a party that was punished for the like within
 * three years, bounds included. Whether it was is a doubt between the two.
 */
export const crimeGrassland = defineRule({
  id: 'ES-04',
  code: 'CRIME_GRASSLAND',
  name: '涉嫌非法占用农用地罪·草原',
  nameEn: 'Criminal line, grassland',
  statute: '刑法 342；法释〔2012〕15号 第二条',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'critical',
    condition: '毁坏草原 20 亩以上；三年内受过行政处罚又毁坏的，10 亩以上',
    conditionEn: 'Grassland from 20 mu, or from 10 mu after a penalty within three years',
    consequence: '移送公安机关；毁坏程度须经鉴定，行政处罚不得代替移送',
    consequenceEn: 'Transfer to the police after an appraisal; an administrative penalty does not replace it',
    attributes: ['type', 'use', 'earlierPenalties'],
  },
  appliesTo: (report, ground, thresholds) =>
    destroysGrassland(report) &&
    ground.ledger.remainder.area >= lineM2('crime.grasslandRepeatMu', thresholds),
  judge(context) {
    const { report, thresholds, finding, doubt, area, areas } = context
    const taken = area('remainderGrassland')
    const isRepeated = report.earlierPenalties === null ? null : report.earlierPenalties > 0
    const line = isRepeated ? 'crime.grasslandRepeatMu' : 'crime.grasslandMu'
    if (taken < lineM2(line, thresholds)) {
      const mayBeRepeated = isRepeated === null && taken >= lineM2('crime.grasslandRepeatMu', thresholds)
      return mayBeRepeated ? [doubt('attribute-missing', 'earlierPenalties', taken)] : []
    }
    return [
      finding({
        severity: 'critical',
        measured: squareMetresToMu(squareMetres(taken)),
        unit: 'mu',
        threshold: line,
        ...reachesMu(context, 'remainderGrassland', lineM2(line, thresholds)),
        missing: ['destructionAppraisal', 'fieldCheck', 'partyIdentity'],
        numbers: areas('remainder', 'remainderGrassland'),
      }),
    ]
  },
})

/** Works, farm facilities, and tilling or planting anything but grass (法释〔2012〕15号 art. 2). */
const destroysGrassland = (report: ReportFacts) =>
  isConstruction(report) || isFacility(report) || (isPlanting(report) && report.type !== '04')

const lineM2 = (key: ThresholdKey, thresholds: Thresholds) => muToSquareMetres(mu(thresholds[key].value))
