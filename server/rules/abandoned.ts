import type { ReportFacts } from '../../domain/report.ts'
import { isConstruction, isFacility, isUseOpen } from './report-kinds.ts'
import { defineRule } from './rule.ts'

/**
 * NG-10 · 撂荒: farmland without a crop in two consecutive years, by two surveys or by patrol. One year is watched. Fallow by
 * plan (休耕) is not counted by the survey, and patrol has to know it.
 */
export const abandoned = defineRule({
  id: 'NG-10',
  code: 'ABANDONED',
  name: '撂荒',
  nameEn: 'Abandoned farmland',
  statute: '土地管理法 38；基本农田保护条例 18',
  lead: 'AG',
  assist: ['TW'],
  needs: ['land-use'],
  about: {
    severity: 'low；info：一年',
    condition: '耕地连续两年未耕种（调查种植属性或巡查），休耕除外；一年的列入关注',
    conditionEn:
      'Farmland without a crop for two consecutive years, by survey or patrol; one year is watched',
    consequence: '列入村级台账，督促复耕后销号；永久基本农田连续两年的可终止承包、收回',
    consequenceEn:
      'Kept in the village’s ledger until it is tilled again; basic farmland idle for two years may be taken back by the issuer',
    attributes: ['type', 'use', 'idleYears'],
  },
  appliesTo: (report) => (report.idleYears !== null ? !isBuiltOn(report) : isBareField(report)),
  judge(context) {
    const { report, ground, thresholds, finding, doubt, area, areas, size } = context
    if (size('cultivated') !== 'real') return []
    const bySurvey = size('untilledTwice') === 'real' ? 2 : size('untilled') === 'real' ? 1 : 0
    const years = Math.max(report.idleYears ?? 0, bySurvey)
    const isAbandoned = years >= thresholds['abandoned.years'].value
    const found =
      years > 0
        ? [
            finding({
              severity: isAbandoned ? 'low' : 'info',
              measured: years,
              unit: 'year',
              threshold: 'abandoned.years',
              missing: ['fieldCheck', 'plantingSurvey'],
              numbers: areas('cultivated', 'basicFarmland', 'untilled', 'untilledTwice'),
            }),
          ]
        : []
    // No survey says whether there is a crop, or of no crop since when.
    const { untilled, untilledTwice } = ground.ledger
    const isOpen =
      !isAbandoned &&
      report.idleYears === null &&
      !untilledTwice &&
      (!untilled || size('untilled') === 'real')
    return isOpen ? [...found, doubt('attribute-missing', 'idleYears', area('cultivated'))] : found
  },
})

/** 耕地、草地 of no known use: what a field looks like that nobody tills. Bare soil may be a site: patrol has to say so. */
const isBareField = (report: ReportFacts) =>
  report.type !== null && ['01', '04'].includes(report.type) && isUseOpen(report)

const isBuiltOn = (report: ReportFacts) =>
  (report.type !== null && isConstruction(report)) || isFacility(report)
