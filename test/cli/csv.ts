import { readFileSync } from 'node:fs'

/** Rows of a CSV file (RFC 4180) by column, as text. */
export function readCsv(file: string): Record<string, string>[] {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  const cells = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)]
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  const [header = [], ...body] = rows.slice(0, -1)
  return body.map((row) => Object.fromEntries(header.map((column, at) => [column, row[at] ?? ''])))
}
