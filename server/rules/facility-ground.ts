import type { LedgerEntry, Measure } from '../../domain/ledger.ts'
import { atMost, together, type Context } from './rule.ts'

/**
 * What of a kind of ground is agricultural land that no approval covers: at most, since the two were not laid over each other.
 * A house of the village inside a park, or one with papers, is no matter of 大棚房.
 */
export const unapprovedWithin = ({ measure }: Context, entry: LedgerEntry): Measure =>
  atMost(measure(entry), together(measure('remainderCultivated'), measure('remainderOtherAgricultural')))

/** Whether it counts: of ground that is real, and no less of it than a sliver of a building. */
export const isReal = ({ size, thresholds }: Context, entry: LedgerEntry, { area }: Measure) =>
  size(entry) === 'real' && area >= thresholds['building.sliverM2'].value
