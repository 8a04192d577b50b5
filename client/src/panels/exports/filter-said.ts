import { fromQuery } from '../../filter/report-filter.ts'
import { filterSentence } from '../../filter/sentence.ts'
import { districtOf } from '../../session.ts'
import { t } from '../../text/text.ts'

/** The filter of an export in words, from how the server keeps it: values, or lists of them. */
export function filterSaid(
  district: string,
  filter: URLSearchParams | Readonly<Record<string, unknown>>,
): string {
  const entries: [string, unknown][] =
    filter instanceof URLSearchParams ? [...filter] : Object.entries(filter)
  const query = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
  const nameOf = (code: string) =>
    districtOf(district)?.townships.find((township) => township.code === code)?.name ?? code
  const sentence = filterSentence(fromQuery(query), nameOf)
  return query['bbox'] ? `${sentence}${t('filter.and')}${t('exports.inView')}` : sentence
}
