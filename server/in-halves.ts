import { isOfTheData } from './db/errors.ts'

/**
 * Asks something of many reports at once. One that the database cannot take would stop the rest: they are asked of in halves
 * until it stands alone, and `broken` says what is answered of it.
 */
export async function inHalves<T>(
  ids: readonly string[],
  ask: (ids: readonly string[]) => Promise<T[]>,
  broken: (id: string) => T,
): Promise<T[]> {
  try {
    return await ask(ids)
  } catch (error) {
    if (!isOfTheData(error)) throw error
    const [id] = ids
    if (id === undefined) return []
    if (ids.length === 1) return [broken(id)]
    const middle = ids.length >> 1
    return [
      ...(await inHalves(ids.slice(0, middle), ask, broken)),
      ...(await inHalves(ids.slice(middle), ask, broken)),
    ]
  }
}
