import { ref, shallowRef } from 'vue'
import type { Answer, ChangeCount, Move, WhatIfReport } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { useSlices } from '../../api/use-slices.ts'

/** Evaluations a call: a second of the server's, so that the page shows how far it is. */
const CALL = 2_000

/** Asks some reports after the other what would be another. */
export function useWhatIf() {
  const reports = shallowRef<readonly WhatIfReport[]>([])
  const examined = ref(0)
  const total = ref<number | null>(null)
  const unknown = ref(0)
  const { run: runSlices, ...slices } = useSlices<Answer<'POST /what-if'>>()

  function run(moves: Move[]): Promise<void> {
    reports.value = []
    examined.value = 0
    total.value = null
    return runSlices(
      (after, signal) => call('POST /what-if', { body: { moves, after, limit: CALL } }, { signal }),
      (answer) => {
        reports.value = [...reports.value, ...answer.reports]
        examined.value += answer.examined
        total.value = answer.total
        unknown.value = answer.unknown
      },
    )
  }

  return { reports, examined, total, unknown, run, ...slices }
}

/** Reports with something new, cleared or changed, by whatever `keysOf` names; each counted once under each. */
export function countChanges(
  reports: readonly WhatIfReport[],
  keyOf: (report: WhatIfReport, change: WhatIfReport['changes'][number]) => string,
): ChangeCount[] {
  const counts = new Map<string, Record<'new' | 'cleared' | 'changed', Set<string>>>()
  for (const report of reports)
    for (const change of report.changes) {
      const key = keyOf(report, change)
      const count = counts.get(key) ?? { new: new Set(), cleared: new Set(), changed: new Set() }
      count[change.change].add(report.reportId)
      counts.set(key, count)
    }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => ({
      key,
      new: count.new.size,
      cleared: count.cleared.size,
      changed: count.changed.size,
    }))
}
