import type { LinkState } from '../../domain/ties.ts'
import type { Thresholds } from '../../domain/rule.ts'
import type { Day } from '../../domain/units.ts'
import { withinMonths } from './within-months.ts'

/** Two reports that share ground. */
export interface Overlap {
  laterId: string
  laterOn: Day
  laterM2: number
  earlierId: string
  earlierOn: Day
  earlierM2: number
  /** Null where it could not be measured. */
  sharedM2: number | null
}

/**
 * Whether the later report tells of what is on file already: at least `duplicate.minShare` of its own ground lies in the earlier
 * one, and both were reported within `duplicate.withinMonths`; both bounds are included. Where nothing could be measured, a person
 * has to look.
 */
export function isDuplicate(overlap: Overlap, thresholds: Thresholds): boolean {
  const { sharedM2, laterM2, laterOn, earlierOn } = overlap
  if (!withinMonths(laterOn, earlierOn, thresholds['duplicate.withinMonths'].value)) return false
  return sharedM2 === null || sharedM2 / laterM2 >= thresholds['duplicate.minShare'].value
}

export interface Link {
  laterId: string
  earlierId: string
  shareOfLater: number | null
  state: LinkState
}

/**
 * Which reports are counted in others: those with a link to an earlier report that is counted itself, so that of a chain of
 * three the third counts where it has nothing of the first. Answers report → the one counted instead: the earlier report with the
 * largest share of it.
 *
 * @param order Reports in the order in which they came, the first first.
 */
export function countedAs(order: readonly string[], links: readonly Link[]): Map<string, string> {
  const counted = new Map<string, string>()
  for (const reportId of order) {
    const [first] = links
      .filter((link) => link.laterId === reportId && link.state !== 'broken' && !counted.has(link.earlierId))
      .toSorted(
        (a, b) =>
          (b.shareOfLater ?? 1) - (a.shareOfLater ?? 1) ||
          order.indexOf(a.earlierId) - order.indexOf(b.earlierId),
      )
    if (first) counted.set(reportId, first.earlierId)
  }
  return counted
}
