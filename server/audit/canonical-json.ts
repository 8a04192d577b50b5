export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * JSON in the one way of RFC 8785, so that equal values are equal bytes. Numbers and strings are written as ECMAScript
 * writes them, which is what the RFC asks for; keys are sorted by UTF-16 units.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not JSON.`)
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, one]) => `${quoted(key)}:${canonicalJson(one)}`).join(',')}}`
}

/** Half a surrogate pair has no UTF-8: the RFC refuses it, and so does this. */
function quoted(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('A string with half a surrogate pair is not JSON.')
  return JSON.stringify(text)
}
