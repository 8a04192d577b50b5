/** What a file said, as JSON that the database stores: NUL and halves of surrogate pairs, which it refuses, are left out. */
export const storableJson = (value: unknown): string => JSON.stringify(storable(value))

const storableText = (text: string) => text.replaceAll('\0', '').toWellFormed()

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [storableText(key), storable(one)]))
}
