import { ref, shallowRef } from 'vue'
import type { ChangeCount, Move, WhatIfReport } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { problemText } from '../../text/problem-text.ts'

/** Evaluations a call: a second of the server's, so that the page shows how far it is. */
const CALL = 2_000

/** Asks some reports after the other what would be another; nothing is stored, so that calling it off is not asking on. */
export function useWhatIf() {
  const reports = shallowRef<readonly WhatIfReport[]>([])
  const examined = ref(0)
  const total = ref<number | null>(null)
  const unknown = ref(0)
  const isRunning = ref(false)
  const problem = ref('')
  let asking = new AbortController()

  async function run(moves: Move[]): Promise<void> {
    asking.abort()
    asking = new AbortController()
    const { signal } = asking
    reports.value = []
    examined.value = 0
    total.value = null
    problem.value = ''
    isRunning.value = true
    try {
      let after: string | null = '0'
      while (after !== null && !signal.aborted) {
        const body: { moves: Move[]; after: string; limit: number } = { moves, after, limit: CALL }
        const answer = await call('POST /what-if', { body }, { signal })
        reports.value = [...reports.value, ...answer.reports]
        examined.value += answer.examined
        total.value = answer.total
        unknown.value = answer.unknown
        after = answer.next
      }
    } catch (error) {
      if (!signal.aborted) problem.value = problemText(error)
    } finally {
      if (asking.signal === signal) isRunning.value = false
    }
  }

  function stop(): void {
    asking.abort()
    isRunning.value = false
  }

  return { reports, examined, total, unknown, isRunning, problem, run, stop }
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
