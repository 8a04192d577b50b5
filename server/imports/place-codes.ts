import { IntakeError } from '../../domain/intake-problem.ts'
import type { LayerRole } from '../../domain/layer.ts'
import type { LayerRow } from './layer-batches.ts'

/** Rows named in a refusal; the rest are counted. */
const NAMED = 5

/**
 * Codes of townships and villages as they come by: reports are assigned by them, so each must stand there, once. Of other
 * layers nothing is asked.
 */
export class PlaceCodes {
  private readonly role: LayerRole
  private readonly rows = new Map<string, number[]>()
  private readonly without: number[] = []

  constructor(role: LayerRole) {
    this.role = role
  }

  add({ rowNo, feature: { sourceKey } }: LayerRow): void {
    if (this.role !== 'townships' && this.role !== 'villages') return
    if (sourceKey === null) this.without.push(rowNo)
    else this.rows.set(sourceKey, [...(this.rows.get(sourceKey) ?? []), rowNo])
  }

  /** Throws wrong-role where a code is missing or stands twice, with the rows. */
  check(fileName: string): void {
    const twice = [...this.rows].filter(([, rows]) => rows.length > 1)
    const faults = [
      ...(this.without.length > 0 ? [`without a code: ${listed('row', this.without)}`] : []),
      ...twice.slice(0, NAMED).map(([code, rows]) => `the code ${code} in ${listed('row', rows)}`),
      ...(twice.length > NAMED ? [`and ${twice.length - NAMED} more codes`] : []),
    ]
    if (faults.length > 0)
      throw new IntakeError(
        'wrong-role',
        `${fileName} does not fit the layer ${this.role}: each feature needs a code of its own; ${faults.join('; ')}. Merge the parts of one place into one feature.`,
      )
  }
}

const listed = (word: string, rows: readonly number[]) =>
  `${word}${rows.length > 1 ? 's' : ''} ${rows.slice(0, NAMED).join(', ')}${rows.length > NAMED ? ', …' : ''}`
