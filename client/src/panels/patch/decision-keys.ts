import type { Decision } from '../../../../domain/report.ts'

/** One key, one decision. */
export const DECISION_KEYS: readonly (readonly [key: string, decision: Decision])[] = [
  ['s', 'suspected'],
  ['l', 'legal'],
  ['o', 'other'],
  ['x', 'not-an-object'],
  ['u', 'unsure'],
]
