import type { LocationQueryRaw } from 'vue-router'
import { DEFAULT_ORDER, PRESETS, type Order, type Sort } from '../../filter/presets.ts'
import { fromQuery, toQuery, type ReportFilter } from '../../filter/report-filter.ts'

const SORTS: readonly Sort[] = ['severity', 'area', 'reported', 'number', 'due']

interface Shown {
  filter: ReportFilter
  order: Order
}

/** The address bar holds everything that a colleague needs to see the same. */
export function toAddress({ filter, order }: Shown, at: string | null): LocationQueryRaw {
  const isDefault = order.sort === DEFAULT_ORDER.sort && order.descending === DEFAULT_ORDER.descending
  return {
    ...toQuery(filter),
    ...(isDefault ? {} : { sort: order.sort, ...(order.descending ? {} : { up: '1' }) }),
    ...(at ? { at } : {}),
  }
}

export function fromAddress(query: Readonly<Record<string, unknown>>): Shown {
  const preset = PRESETS.find(({ id }) => id === query['preset'])
  if (preset) return preset
  const sort = SORTS.find((known) => known === query['sort'])
  return {
    filter: fromQuery(query),
    order: sort ? { sort, descending: query['up'] !== '1' } : DEFAULT_ORDER,
  }
}
