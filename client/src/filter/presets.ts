import { NO_FILTER, type ReportFilter } from './report-filter.ts'

export type Sort = 'severity' | 'area' | 'reported' | 'number' | 'due'

export interface Order {
  sort: Sort
  descending: boolean
}

export const DEFAULT_ORDER: Order = { sort: 'severity', descending: true }

export const PRESET_IDS = [
  'all',
  'mine',
  'undecided',
  'unassigned',
  'unacknowledged',
  'due',
  'unsure',
] as const
export type PresetId = (typeof PRESET_IDS)[number]

export interface Preset {
  id: PresetId
  filter: ReportFilter
  order: Order
}

const preset = (id: PresetId, filter: Partial<ReportFilter>, order = DEFAULT_ORDER): Preset => ({
  id,
  filter: { ...NO_FILTER, ...filter },
  order,
})

/** Ready-made filters. `mine` is what waits for a decision: of what a person may see, which the server limits by role. */
export const PRESETS: readonly Preset[] = [
  preset('all', {}),
  preset('mine', { verdict: ['doubtful', 'suspected'], decision: ['none'] }),
  preset('undecided', { decision: ['none'] }),
  preset('unassigned', { decision: ['suspected'], state: ['decided'] }),
  preset('unacknowledged', { state: ['assigned'] }, { sort: 'due', descending: false }),
  preset('due', { state: ['assigned', 'acknowledged'] }, { sort: 'due', descending: false }),
  preset('unsure', { decision: ['unsure'] }),
]
