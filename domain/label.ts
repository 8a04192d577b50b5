import type { PersonRole } from './person.ts'

/** Labels of data (数据分级), the lowest first; clearance of a post uses the same words. */
export const LABELS = [
  'public', // 公开
  'internal', // 内部
  'sensitive', // 敏感
  'important', // 重要
] as const
export type Label = (typeof LABELS)[number]

/** Whether a post of this clearance may read what bears the label. */
export const mayRead = (clearance: Label, label: Label): boolean =>
  LABELS.indexOf(label) <= LABELS.indexOf(clearance)

/** The labels that a post of this clearance may read. */
export const labelsUpTo = (clearance: Label): Label[] => LABELS.filter((label) => mayRead(clearance, label))

/** Labels under which a copy leaves the house only with a second person. */
export const GUARDED_LABELS: readonly Label[] = ['sensitive', 'important']

/** What a new post starts with: those who keep the layers read them all. */
export const usualClearance = (role: PersonRole): Label =>
  role === 'analyst' || role === 'office' ? 'important' : 'internal'
