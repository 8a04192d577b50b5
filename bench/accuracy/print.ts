import { table } from '../table.ts'
import type { Score } from './score.ts'

const LABELS = { violation: '违法 violation', doubtful: '存疑 doubtful', legal: '合法 legal' } as const
const VERDICTS = {
  suspected: '疑似违法 suspected',
  doubtful: '存疑 doubtful',
  clear: '未见疑点 clear',
} as const

const share = (value: number | null) => (value === null ? '–' : value.toFixed(3))

/** Both tables in Markdown: each rule against the truth, and verdicts by kind of truth. */
export function scoreTables({ rules, verdicts }: Score): string {
  const byRule = table(
    ['rule', 'planted', 'for it', 'found', 'missed', 'extra', 'precision', 'recall'],
    rules.map((one) => [
      one.rule,
      one.planted,
      one.plantedFor,
      one.found,
      one.missed.length,
      one.extra.length,
      share(one.precision),
      share(one.recall),
    ]),
  )
  const labels = Object.keys(LABELS) as (keyof typeof LABELS)[]
  const given = Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]
  const byVerdict = table(
    ['truth', ...given.map((verdict) => VERDICTS[verdict])],
    labels.map((label) => [LABELS[label], ...given.map((verdict) => verdicts[label][verdict])]),
  )
  return `${byRule}\n\n${byVerdict}`
}
