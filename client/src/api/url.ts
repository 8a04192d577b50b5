import type { Route } from '../../../domain/api.ts'

export type QueryValues = Readonly<Record<string, unknown>>

/** The address of a route: its `:names` filled in, its query appended; what is unset is left out. */
export function urlOf(route: Route, params: QueryValues = {}, query: QueryValues = {}): string {
  const path = route
    .slice(route.indexOf(' ') + 1)
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')))
  return `/api${path}${queryText(query)}`
}

/** `?a=1&b=2`, or nothing. */
export function queryText(query: QueryValues): string {
  const set = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  if (set.length === 0) return ''
  return `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)]))}`
}
