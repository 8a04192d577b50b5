import type { ReportFacts } from '../../domain/report.ts'
import type { Result, ThresholdKey } from '../../domain/rule.ts'
import { mu, muToSquareMetres, squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { mainPermit } from './registers.ts'
import { isFacility } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

interface Cap {
  share: ThresholdKey
  maxMu: ThresholdKey
}

/** 工厂化种植、规模化种植、畜禽、水产. A guard house serves any of them, and has a standard of its own (GH-03). */
const CAPS: Readonly<Record<string, Cap>> = {
  greenhouse: { share: 'facility.ancillaryPlantingShare', maxMu: 'facility.ancillaryPlantingMaxMu' },
  farmStorage: { share: 'facility.ancillaryScaleShare', maxMu: 'facility.ancillaryScaleMaxMu' },
  livestock: { share: 'facility.ancillaryLivestockShare', maxMu: 'facility.ancillaryLivestockMaxMu' },
  aquaculture: { share: 'facility.ancillaryAquacultureShare', maxMu: 'facility.ancillaryAquacultureMaxMu' },
}

/**
 * GH-07 · 附属设施超比例: ancillary land over its share of the project, or over the largest area. The project is what the report
 * or the filing says. Asked where an ancillary area was reported; a store is one itself. The caps are lapsed national ones
 * until the province's are known.
 */
export const ancillaryOversize = defineRule({
  id: 'GH-07',
  code: 'ANCILLARY_OVERSIZE',
  name: '附属设施超比例',
  nameEn: 'Ancillary facilities over their share',
  statute: '国土资发〔2014〕127号（已失效）；自然资规〔2019〕4号',
  lead: 'AG',
  assist: ['TW'],
  needs: ['facility-filings'],
  about: {
    severity: 'low',
    condition: '附属、辅助设施面积超过项目面积的比例，或超过最大面积',
    conditionEn: 'Ancillary land over its share of the project, or over the largest area',
    consequence: '责令整改到规定比例；超出部分按建设用地管理',
    consequenceEn: 'Brought back to the share; what is over it counts as construction land',
    attributes: ['use', 'ancillaryAreaM2', 'projectAreaM2', 'livestockKind'],
  },
  appliesTo: (report) => isFacility(report) && report.use! in CAPS && isAncillaryKnown(report),
  judge(context) {
    const { report, thresholds, finding, doubt, area } = context
    const cap = CAPS[report.use!]!
    const ancillary = report.ancillaryAreaM2 ?? area('patch')
    const most = muToSquareMetres(mu(thresholds[cap.maxMu].value))
    const project = report.projectAreaM2 ?? mainPermit(context, 'facility-filings')?.approvedArea ?? null
    const over = (hit: { measured: number; unit: 'mu' | 'ratio'; threshold: ThresholdKey }): Result[] => [
      finding({
        ...hit,
        severity: 'low',
        missing: ['fieldCheck', 'filingPapers', 'ancillarySurvey'],
        numbers: { ancillaryAreaM2: ancillary, ...(project !== null && { projectAreaM2: project }) },
      }),
    ]
    if (ancillary > most)
      return over({ measured: squareMetresToMu(squareMetres(ancillary)), unit: 'mu', threshold: cap.maxMu })
    if (project === null || project === 0) return [doubt('attribute-missing', 'projectAreaM2', ancillary)]

    const share = ancillary / project
    const key = shareOf(context, cap)
    if (share <= thresholds[key].value) return []
    // Cattle and sheep may have more.
    const isKindOpen = report.use === 'livestock' && report.livestockKind === null
    if (isKindOpen && share <= thresholds['facility.ancillaryCattleShare'].value)
      return [doubt('attribute-missing', 'livestockKind', ancillary)]
    return over({ measured: share, unit: 'ratio', threshold: key })
  },
})

const isAncillaryKnown = (report: ReportFacts) =>
  report.ancillaryAreaM2 !== null || report.use === 'farmStorage'

const shareOf = ({ report }: Context, { share }: Cap): ThresholdKey =>
  report.use === 'livestock' && report.livestockKind === 'cattleSheep'
    ? 'facility.ancillaryCattleShare'
    : share
