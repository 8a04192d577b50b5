import type { PermitOverlap } from '../../domain/ledger.ts'
import { actDateOf } from './evidence.ts'
import { coversMost, numbersOf, permitsInForce, undatedPermit, numberOf } from './registers.ts'
import { isBuilding, isUrbanBuilding } from './report-kinds.ts'
import { defineRule, type Context } from './rule.ts'

/**
 * RP-09 · 验收后违建: a building that came after the acceptance of the project in which it stands. A planning permit issued
 * since the acceptance makes it an extension.
 */
export const afterAcceptance = defineRule({
  id: 'RP-09',
  code: 'AFTER_ACCEPTANCE',
  name: '验收后违建',
  nameEn: 'Building after acceptance of the project',
  statute: '城乡规划法 64、65；联合执法机制通知 职责八',
  lead: 'UE',
  assist: ['TW'],
  needs: ['accepted-projects'],
  consults: ['urban-permits', 'rural-permits'],
  about: {
    severity: 'medium',
    condition: '建筑物过半位于已验收项目内，建于验收之后，且没有验收后核发的规划许可',
    conditionEn:
      'A building mostly inside an accepted project, built after acceptance, with no planning permit issued since',
    consequence: '函告主管部门，按无证或未按证建设处理',
    consequenceEn: 'Notify the competent body; it goes by the rules on missing or exceeded permits',
    attributes: ['type', 'actOn', 'imageBefore'],
  },
  // In the country few projects are accepted: there only a project that is known raises the question.
  appliesTo: (report, ground, thresholds) =>
    isUrbanBuilding(report, ground, thresholds) ||
    (isBuilding(report) && ground.permits.some(({ role }) => role === 'accepted-projects')),
  judge(context) {
    const { report, finding, doubt, areas } = context
    const undated = undatedPermit(context, 'accepted-projects')
    const projects = permitsInForce(context, 'accepted-projects').filter(
      (project) => coversMost(context, project) && !isPermittedSince(context, project),
    )
    if (projects.length === 0)
      return undated && coversMost(context, undated)
        ? [doubt('permit-undated', numberOf(undated), undated.covered)]
        : []

    // Without a day of the act, the building is later for sure only where the earlier image is.
    const isAfter = projects.some(
      ({ issuedOn }) => report.actOn !== null || isLaterThan(report.imageBefore, issuedOn),
    )
    const covered = Math.max(...projects.map((project) => project.covered))
    if (!isAfter) return [doubt('attribute-missing', 'actOn', covered)]
    return [
      finding({
        severity: 'medium',
        measured: covered,
        threshold: 'overlay.noiseM2',
        missing: ['fieldCheck', 'acceptanceRecord', 'permitPapers', ...actDateOf(report)],
        numbers: { ...areas('patch'), covered, projects: numbersOf(projects) },
      }),
    ]
  },
})

const isLaterThan = (day: string | null, other: string | null) =>
  day !== null && other !== null && day >= other

const isPermittedSince = (context: Context, { issuedOn: acceptedOn }: PermitOverlap) =>
  (['urban-permits', 'rural-permits'] as const)
    .flatMap((role) => permitsInForce(context, role))
    .some(({ issuedOn }) => issuedOn !== null && acceptedOn !== null && issuedOn > acceptedOn)
