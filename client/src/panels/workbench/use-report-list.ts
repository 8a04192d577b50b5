import { computed, ref, shallowRef } from 'vue'
import type { Answer, ReportRow } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { queryText } from '../../api/url.ts'
import { DEFAULT_ORDER, type Order } from '../../filter/presets.ts'
import { NO_FILTER, toQuery, type ReportFilter } from '../../filter/report-filter.ts'
import { problemText } from '../../text/problem-text.ts'

const PAGE_ROWS = 100

/** Everything that the list says beside its rows. */
export type ListHead = Omit<Answer<'GET /reports'>, 'reports'>

/** The list: its filter and order, and the rows that were asked for so far, by their place. */
export function useReportList(district: string) {
  const filter = shallowRef<ReportFilter>(NO_FILTER)
  const order = shallowRef<Order>(DEFAULT_ORDER)
  /** West,south,east,north when the list follows the map. */
  const bbox = ref<string | null>(null)
  const head = shallowRef<ListHead | null>(null)
  const rows = shallowRef<ReadonlyMap<number, ReportRow>>(new Map())
  const isLoading = ref(false)
  const problem = ref('')
  let generation = 0
  let asked = new Set<number>()
  let firstVisible = 0

  const places = computed(() => new Map([...rows.value].map(([place, row]) => [row.reportId, place])))

  const query = () => ({ district, ...toQuery(filter.value), ...(bbox.value ? { bbox: bbox.value } : {}) })

  async function fetchPage(page: number, isFirst: boolean): Promise<void> {
    const mine = generation
    asked.add(page)
    const { sort, descending } = order.value
    const { reports, ...rest } = await call('GET /reports', {
      query: {
        ...query(),
        sort,
        descending: descending ? 'true' : 'false',
        offset: page * PAGE_ROWS,
        limit: PAGE_ROWS,
      },
    })
    if (mine !== generation) return
    const known = new Map(isFirst ? [] : rows.value)
    reports.forEach((row, n) => known.set(page * PAGE_ROWS + n, row))
    rows.value = known
    head.value = rest
  }

  /** Asks anew, at the place where the reader is; `fromTop` when the question changed. */
  async function load(fromTop = true): Promise<void> {
    generation += 1
    asked = new Set()
    if (fromTop) firstVisible = 0
    const mine = generation
    isLoading.value = true
    try {
      await fetchPage(Math.floor(firstVisible / PAGE_ROWS), true)
      problem.value = ''
    } catch (error) {
      if (mine === generation) problem.value = problemText(error)
    } finally {
      if (mine === generation) isLoading.value = false
    }
  }

  /** Sees to it that rows are there where the reader scrolls. */
  function ensure(first: number, last: number): void {
    firstVisible = first
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
      if (!asked.has(page)) fetchPage(page, false).catch(() => asked.delete(page))
    }
  }

  /** The row some steps away from a patch; the first row when the patch is not in the list. */
  async function neighbour(reportId: string | null, step: number): Promise<ReportRow | null> {
    const place = reportId === null ? undefined : places.value.get(reportId)
    const wanted = place === undefined ? 0 : place + step
    if (wanted < 0 || wanted >= (head.value?.total ?? 0)) return null
    if (!rows.value.has(wanted)) await fetchPage(Math.floor(wanted / PAGE_ROWS), false)
    return rows.value.get(wanted) ?? null
  }

  function replaceRow(row: ReportRow): void {
    const place = places.value.get(row.reportId)
    if (place !== undefined) rows.value = new Map(rows.value).set(place, row)
  }

  /** The map's patches: same district, same filter, at the revision that the list shows. */
  const tileUrl = computed(() => {
    if (!head.value) return null
    const revision = encodeURIComponent(head.value.revision)
    return `/api/tiles/reports/${district}/${revision}/{z}/{x}/{y}.mvt${queryText(toQuery(filter.value))}`
  })

  return {
    district,
    filter,
    order,
    bbox,
    head,
    rows,
    places,
    isLoading,
    problem,
    tileUrl,
    query,
    load,
    ensure,
    neighbour,
    replaceRow,
  }
}
export type ReportList = ReturnType<typeof useReportList>
