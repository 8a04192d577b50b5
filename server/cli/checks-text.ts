import type { BriefResult, CheckedNumber, Checks, CheckState } from '../../domain/api.ts'
import { number, quantity } from './figures.ts'

const MARKS: Readonly<Record<CheckState, string>> = { same: '✓', differs: '✗', unchecked: '?' }
const WHY = {
  'earlier-release': '由早期版本套合，未存全部输入 judged by an earlier release that kept less',
  'rule-gone': '本版已无此规则（或其当时版本） this release has no such rule, or not in that version',
  'not-measured': '当时未能套合 could not be measured then',
} as const

/** Each check and each number of it on a line: ✓ the same, ✗ another with both, ? not to be had again. */
export function checksText({ state, geometry, results, areas }: Checks): string[] {
  return [
    `${MARKS[geometry.state]} 几何哈希 geometry hash: ${geometry.stored}${geometry.state === 'differs' ? ` → ${geometry.again}` : ''}`,
    `${MARKS[results.state]} 规则用存储的事实重判 rules on the stored facts: ${results.why ? WHY[results.why] : `${results.verdict.stored}${results.verdict.again === results.verdict.stored ? '' : ` → ${results.verdict.again}`}`}`,
    ...results.lines.map(
      ({ ruleId, isThis, stored, again, state }) =>
        `  ${MARKS[state]} ${ruleId}${isThis ? ' ◂' : ''}: ${briefText(stored)}${state === 'same' ? '' : ` → ${briefText(again)}`}`,
    ),
    `${MARKS[areas.state]} 存储的几何与图层版本重新套合 stored geometry over stored layer versions, ± ${areas.toleranceM2} m²: ${areas.why ? WHY[areas.why] : enginesText(areas.engine)}`,
    ...areas.parts.flatMap(({ from, to, lines }) => [
      ...(areas.parts.length > 1 ? [`  ${from} … ${to}`] : []),
      ...lines.map((line) => `  ${lineText(line)}`),
    ]),
    `${MARKS[state]} ${{ same: '全部一致 everything is the same', differs: '有差异 something differs', unchecked: '无差异，部分无法复算 no difference; something cannot be made again' }[state]}`,
  ]
}

const enginesText = ({ stored, now }: { stored: string; now: string }) =>
  stored === now ? stored : `${stored} → ${now}`

function lineText({ kind, role, name, stored, again, isSame }: CheckedNumber): string {
  const what = [kind, role, name].filter(Boolean).join(' ')
  const value = (one: number | null) => (one === null ? '—' : number.format(one))
  return isSame ? `✓ ${what} ${value(stored)}` : `✗ ${what} ${value(stored)} → ${value(again)}`
}

function briefText(result: BriefResult | null): string {
  if (!result) return '—'
  const bound = result.threshold === null ? '' : ` / ${quantity(result.threshold, result.unit)}`
  const measured =
    result.measured === null ? '' : ` ${quantity(result.measured, result.unit ?? 'm2')}${bound}`
  return `${result.severity ?? `${result.reason} ${result.subject}`}${measured}`
}
