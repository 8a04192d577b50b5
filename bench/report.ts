import type { Agreement } from './overlay.ts'
import { resultTable, type Result } from './result.ts'

export interface Run {
  reports: number
  engines: readonly string[]
  agreed: Agreement
  results: readonly Result[]
}

/** What a run found, in Markdown. */
export function reportOf({ reports, engines, agreed, results }: Run): string {
  return [
    `${reports.toLocaleString('en')} reports in the district; ${engines.join(' and ')} database.`,
    resultTable(results),
    `The naive areas and those of land.overlay agree in all ${agreed.pairs} pairs of report and feature: ` +
      `${agreed.worstM2.toExponential(0)} m² apart at most, ${agreed.worstShare.toExponential(0)} of the area where that is over 1 m².`,
    ...(engines.includes('native')
      ? ['The embedded engine has no ST_AsMVT to be compared with.']
      : [
          'No ST_AsMVT to compare tiles with: the embedded engine has none. Set DATABASE_URL for a native server.',
        ]),
  ].join('\n\n')
}

/** The document with another text between the marks of a size. */
export function withRun(document: string, size: string, text: string): string {
  const [from, to] = [`<!-- run: ${size} -->`, `<!-- end: ${size} -->`]
  const [start, end] = [document.indexOf(from), document.indexOf(to)]
  if (start < 0 || end < start) throw new Error(`docs/benchmarks.md has no marks ${from} and ${to}.`)
  return `${document.slice(0, start + from.length)}\n\n${text}\n\n${document.slice(end)}`
}
