import { computed, ref, shallowRef } from 'vue'
import type { ReportRow } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import type { DrawnArea } from '../../map/interactions/area-selection.ts'
import type { ReportList } from './use-report-list.ts'

const PAGE_ROWS = 500

/** Patches ticked for bulk work: another thing than the filter, and another than the open patch. */
export function useSelection(list: ReportList) {
  const versions = shallowRef<ReadonlyMap<string, number>>(new Map())
  const areaM2 = ref(0)
  const count = computed(() => versions.value.size)

  function set(rows: readonly ReportRow[], isSelected: boolean): void {
    const next = new Map(versions.value)
    let area = areaM2.value
    for (const { reportId, version, areaM2: rowArea } of rows) {
      if (next.has(reportId) === isSelected) continue
      if (isSelected) next.set(reportId, version)
      else next.delete(reportId)
      area += isSelected ? rowArea : -rowArea
    }
    versions.value = next
    areaM2.value = next.size === 0 ? 0 : area
  }

  function clear(): void {
    versions.value = new Map()
    areaM2.value = 0
  }

  /** Everything that the list matches, loaded or not. */
  async function selectAll(): Promise<void> {
    const { reports } = await call('GET /reports/ids', { query: list.query() })
    versions.value = new Map(reports.map(({ reportId, version }) => [reportId, version]))
    areaM2.value = list.head.value?.totalAreaM2 ?? 0
  }

  /** What matches the filter and has its centre inside the drawn ground. */
  async function selectWithin(area: DrawnArea): Promise<number> {
    const found: ReportRow[] = []
    const query = { ...list.query(), bbox: area.bounds.map((n) => n.toFixed(7)).join(',') }
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const { reports, total } = await call('GET /reports', {
        query: { ...query, sort: 'number', offset, limit: PAGE_ROWS },
      })
      found.push(...reports.filter(({ centre }) => area.contains(centre)))
      if (reports.length === 0 || offset + PAGE_ROWS >= total) break
    }
    set(found, true)
    return found.length
  }

  return { versions, areaM2, count, set, clear, selectAll, selectWithin }
}
export type Selection = ReturnType<typeof useSelection>
