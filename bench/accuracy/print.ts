import { table } from '../table.ts'
import { NAIVE_RULES } from './naive.ts'
import type { Score } from './score.ts'

const LABELS = { violation: '违法 violation', doubtful: '存疑 doubtful', legal: '合法 legal' } as const
const VERDICTS = {
  suspected: '疑似违法 suspected',
  doubtful: '存疑 doubtful',
  clear: '未见疑点 clear',
} as const

const share = (value: number | null) => (value === null ? '–' : value.toFixed(3))

/** Tables in Markdown: each rule against the truth, beside it the naive overlay, and verdicts by kind of truth. */
export function scoreTables({ rules, verdicts }: Score, naive?: Score): string {
  const byRule = table(
    [
      'rule',
      'planted',
      'for it',
      'found',
      'missed',
      'extra',
      'precision',
      'recall',
      ...(naive ? ['naive: found', 'precision', 'recall'] : []),
    ],
    rules.map((one) => [
      one.rule,
      one.planted,
      one.plantedFor,
      one.found,
      one.missed.length,
      one.extra.length,
      share(one.precision),
      share(one.recall),
      ...(naive ? naiveCells(naive, one.rule) : []),
    ]),
  )
  const tables = [byRule, verdictTable(verdicts)]
  if (naive) tables.push(`By the naive overlay:\n\n${verdictTable(naive.verdicts)}`)
  return tables.join('\n\n')
}

/** A dash where touching says nothing of the rule's condition. */
function naiveCells(naive: Score, rule: string): (string | number)[] {
  if (!(rule in NAIVE_RULES)) return ['—', '—', '—']
  const one = naive.rules.find((other) => other.rule === rule)
  return [one?.found ?? 0, share(one?.precision ?? null), share(one?.recall ?? null)]
}

function verdictTable(verdicts: Score['verdicts']): string {
  const labels = Object.keys(LABELS) as (keyof typeof LABELS)[]
  const given = Object.keys(VERDICTS) as (keyof typeof VERDICTS)[]
  return table(
    ['truth', ...given.map((verdict) => VERDICTS[verdict])],
    labels.map((label) => [LABELS[label], ...given.map((verdict) => verdicts[label][verdict])]),
  )
}
