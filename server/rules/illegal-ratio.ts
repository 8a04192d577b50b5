import type { FarmlandYear, RatioJudgement } from '../../domain/farmland-year.ts'
import type { Rule, ThresholdKey, Thresholds } from '../../domain/rule.ts'

/**
 * ES-08 · 违法占用耕地比例: of a year and an administrative area, illegally occupied farmland ÷ all farmland that new construction
 * land took. From 15 % on, bound included, leaders answer for it; below it they do where the effect was serious. The bands at
 * 5 and 10 % are warnings of this platform, no law.
 */
export const illegalRatio: Rule = {
  id: 'ES-08',
  code: 'RATIO_15',
  name: '违法占用耕地比例',
  nameEn: 'Ratio of illegally occupied farmland',
  statute: '违反土地管理规定行为处分办法（15号令）第三条',
  lead: 'SV',
  assist: ['NR'],
  needs: ['land-use', 'land-approvals'],
  judges: 'area',
  about: {
    severity: 'critical：15 %；high：10 %；medium：5 %',
    condition:
      '一年内本行政区域违法占用耕地面积占新增建设用地占用耕地总面积 15 % 以上，或虽低于 15 % 但后果严重',
    conditionEn:
      'In a year and an area, illegal farmland is 15 % or more of all farmland taken by new construction land, or serious below it',
    consequence: '追究主要领导和负有责任的领导人员：警告、记过，直至降级、撤职',
    consequenceEn: 'Leaders answer for it: warning or demerit, up to demotion or removal',
    attributes: [],
  },
  evaluate: () => [],
}

const BANDS = [
  ['accountable', 'ratio.illegalFarmland'],
  ['warn', 'ratio.illegalFarmlandWarn'],
  ['watch', 'ratio.illegalFarmlandWatch'],
] as const satisfies readonly (readonly [string, ThresholdKey])[]

/** The band of a year; null where the statistics give no ratio. */
export function judgeRatio(
  { illegalM2, newM2, hasSeriousEffect }: FarmlandYear,
  thresholds: Thresholds,
): RatioJudgement {
  if (newM2 === null) return { ratio: null, band: null, threshold: null, problem: 'statistics-missing' }
  // Illegally occupied farmland is part of what was taken.
  if (illegalM2 > newM2) return { ratio: null, band: null, threshold: null, problem: 'more-illegal-than-new' }
  if (newM2 === 0) return { ratio: null, band: 'below', threshold: null, problem: null }

  const ratio = illegalM2 / newM2
  const [band, key] = BANDS.find(([, one]) => ratio >= thresholds[one].value) ?? (['below', null] as const)
  const isAccountable = hasSeriousEffect && illegalM2 > 0
  return {
    ratio,
    band: isAccountable ? 'accountable' : band,
    threshold: key === null ? null : thresholds[key].value,
    problem: null,
  }
}
