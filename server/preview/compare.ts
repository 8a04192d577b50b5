import type { PreviewKind, PreviewReport } from '../../domain/api.ts'
import { SEEN_ABOVE_M2, TOLD_ABOVE_M2 } from '../../domain/layer-preview.ts'

/** m² that a report shares with each kind of ground of one version. */
export type Shares = ReadonlyMap<string, number>

export interface Compared {
  before: Shares
  after: Shares
}

export type Change = Pick<PreviewReport, 'change' | 'beforeM2' | 'afterM2' | 'movedM2' | 'kinds'>

export type NameOf = (kind: string) => string | null

const sum = (shares: Iterable<number>) => [...shares].reduce((all, m2) => all + m2, 0)

/** Kinds of ground that either has, in order, with both areas. */
function kindsOf({ before, after }: Compared): { kind: string; beforeM2: number; afterM2: number }[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((kind) => ({ kind, beforeM2: before.get(kind) ?? 0, afterM2: after.get(kind) ?? 0 }))
}

/** How much of its ground is other ground: gained or lost, whichever is more. */
function movedM2(compared: Compared): number {
  const differences = kindsOf(compared).map(({ beforeM2, afterM2 }) => afterM2 - beforeM2)
  return Math.max(sum(differences.filter((m2) => m2 > 0)), -sum(differences.filter((m2) => m2 < 0)))
}

export const isSlight = (compared: Compared): boolean => {
  const m2 = movedM2(compared)
  return m2 > SEEN_ABOVE_M2 && m2 <= TOLD_ABOVE_M2
}

/** What is other for a report; null where it is no more than is told. */
export function changeOf(compared: Compared, nameOf: NameOf): Change | null {
  const moved = movedM2(compared)
  if (moved <= TOLD_ABOVE_M2) return null
  const [beforeM2, afterM2] = [sum(compared.before.values()), sum(compared.after.values())]
  const difference = afterM2 - beforeM2
  return {
    change: difference > TOLD_ABOVE_M2 ? 'more' : difference < -TOLD_ABOVE_M2 ? 'less' : 'regrouped',
    beforeM2,
    afterM2,
    movedM2: moved,
    kinds: kindsOf(compared)
      .filter((kind) => Math.abs(kind.afterM2 - kind.beforeM2) > SEEN_ABOVE_M2)
      .map((kind) => ({ ...kind, name: nameOf(kind.kind) })),
  }
}

/** All reports together, kind by kind. */
export function totalsOf(all: readonly Compared[], nameOf: NameOf): PreviewKind[] {
  const totals = new Map<string, PreviewKind>()
  for (const compared of all)
    for (const { kind, beforeM2, afterM2 } of kindsOf(compared)) {
      const total = totals.get(kind) ?? {
        kind,
        name: nameOf(kind),
        beforeM2: 0,
        afterM2: 0,
        more: 0,
        less: 0,
      }
      total.beforeM2 += beforeM2
      total.afterM2 += afterM2
      if (afterM2 - beforeM2 > TOLD_ABOVE_M2) total.more += 1
      if (beforeM2 - afterM2 > TOLD_ABOVE_M2) total.less += 1
      totals.set(kind, total)
    }
  return [...totals.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
}
