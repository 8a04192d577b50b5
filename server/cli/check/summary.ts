import { VERDICTS, type Verdict } from '../../../domain/report.ts'
import { DOUBT_REASONS, SEVERITIES, type DoubtReason, type Severity } from '../../../domain/rule.ts'
import { squareMetres, squareMetresToMu } from '../../../domain/units.ts'
import type { JudgedReport } from '../../queries/judged-reports.ts'
import { CATALOGUE } from '../../rules/index.ts'
import { tableText } from '../terminal.ts'
import { isFinding } from './columns.ts'

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  suspected: '疑似违法 suspected',
  doubtful: '存疑 doubtful',
  clear: '未见疑点 clear',
}

/** Counts over reports as they are judged, for the tables at the end. */
export class Summary {
  private readonly verdicts = new Map<Verdict, { reports: number; area: number }>()
  private readonly rules = new Map<string, { reports: number; severities: Map<Severity, number> }>()
  private readonly doubts = new Map<string, { reason: DoubtReason; subject: string; reports: number }>()
  private reports = 0
  private area = 0

  add({ verdict, area, results }: JudgedReport): void {
    this.reports += 1
    this.area += area
    const row = this.verdicts.get(verdict) ?? { reports: 0, area: 0 }
    this.verdicts.set(verdict, { reports: row.reports + 1, area: row.area + area })

    const seen = new Set<string>()
    for (const finding of results.filter(isFinding)) {
      const rule = this.rules.get(finding.ruleId) ?? { reports: 0, severities: new Map<Severity, number>() }
      if (!seen.has(finding.ruleId)) {
        rule.reports += 1
        rule.severities.set(finding.severity, (rule.severities.get(finding.severity) ?? 0) + 1)
      }
      seen.add(finding.ruleId)
      this.rules.set(finding.ruleId, rule)
    }
    const doubted = new Map(
      results.flatMap((result) =>
        result.kind === 'doubt' ? [[`${result.reason} ${result.subject}`, result] as const] : [],
      ),
    )
    for (const [key, { reason, subject }] of doubted) {
      const doubt = this.doubts.get(key) ?? { reason, subject, reports: 0 }
      this.doubts.set(key, { ...doubt, reports: doubt.reports + 1 })
    }
  }

  /** Verdicts, then rules, then why reports are doubtful; a table with no rows is left out. */
  text(): string {
    return [this.verdictTable(), this.ruleTable(), this.doubtTable()].filter(Boolean).join('\n\n')
  }

  private verdictTable(): string {
    const line = (name: string, reports: number, area: number) => [
      name,
      String(reports),
      area.toFixed(2),
      squareMetresToMu(squareMetres(area)).toFixed(2),
    ]
    return tableText([
      ['判定 verdict', '图斑 reports', 'm²', '亩 mu'],
      ...VERDICTS.toReversed().map((verdict) => {
        const { reports, area } = this.verdicts.get(verdict) ?? { reports: 0, area: 0 }
        return line(VERDICT_WORDS[verdict], reports, area)
      }),
      line('合计 all', this.reports, this.area),
    ])
  }

  private ruleTable(): string {
    if (this.rules.size === 0) return ''
    return tableText([
      ['规则 rule', '图斑 reports', ...SEVERITIES],
      ...CATALOGUE.filter(({ id }) => this.rules.has(id)).map(({ id, name, nameEn }) => {
        const { reports, severities } = this.rules.get(id)!
        return [
          `${id} ${name} ${nameEn}`,
          String(reports),
          ...SEVERITIES.map((severity) => String(severities.get(severity) ?? '·')),
        ]
      }),
    ])
  }

  private doubtTable(): string {
    if (this.doubts.size === 0) return ''
    const rows = [...this.doubts.values()].sort((a, b) => b.reports - a.reports)
    return tableText([
      ['存疑原因 doubt', '图斑 reports'],
      ...rows.map(({ reason, subject, reports }) => [
        `${DOUBT_REASONS[reason]} ${reason}: ${subject}`,
        String(reports),
      ]),
    ])
  }
}
