import { GUARDED_LABELS, type Label } from './label.ts'

/** What leaves the house is registered (导出登记): who took what, for whom and what for. */
export const EXPORT_FORMATS = ['csv', 'geojson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const EXPORT_STATES = [
  'waiting', // 待复核
  'ready', // 可下载
  'refused', // 已退回
  'withdrawn', // 已撤回
  'expired', // 已过期
] as const
export type ExportState = (typeof EXPORT_STATES)[number]

/** Days for which a file may be taken, from the moment when it may be. */
export const EXPORT_DAYS = 7

/** Whether a copy of these rows leaves the house only with a second person. */
export const needsSecondPerson = (
  { rows, label }: { rows: number; label: Label },
  { exportRows }: { exportRows: number },
): boolean => rows > exportRows || GUARDED_LABELS.includes(label)
