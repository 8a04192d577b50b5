import { spreadOf, type Spread, type Times } from './race.ts'
import { table } from './table.ts'

/** One comparison of the table. */
export interface Result {
  /** What is compared with what, as `peer ÷ ours`. */
  what: string
  engine: string
  /** How many times as long the first took as the second. */
  ratio: Spread | null
  /** What ours took or managed on this machine, for orientation only. */
  here: string
}

export const resultTable = (results: readonly Result[]) =>
  table(
    ['comparison', 'engine', 'ratio', 'least–most', 'here'],
    results.map(({ what, engine, ratio, here }) => [
      what,
      engine,
      ratio ? times(ratio.median) : '–',
      ratio ? `${number(ratio.least)}–${number(ratio.most)}` : '–',
      here,
    ]),
  )

/** `6.2 ms a report`: the median time of a run over what it did. */
export const each = (ms: Times, count: number, unit: string) =>
  `${number(spreadOf(ms).median / count)} ms a ${unit}`

/** `1,460 rows/s` */
export const perSecond = (ms: Times, count: number, unit: string) =>
  `${Math.round((count / spreadOf(ms).median) * 1_000).toLocaleString('en')} ${unit}/s`

const times = (value: number) => `${number(value)} ×`

/** Two digits that count. */
const number = (value: number) =>
  value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)
