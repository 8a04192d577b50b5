import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Item } from './items.ts'

export interface Finding {
  /** missing, size and changed are damage; extra is a file without a record, writable one that anybody may change: warnings. */
  kind: 'missing' | 'size' | 'changed' | 'extra' | 'writable'
  file: string
  /** The item; none for an extra file. */
  what?: string
  detail: string
}

export interface Report {
  intact: boolean
  items: number
  files: number
  bytes: number
  findings: Finding[]
}

const DAMAGE: readonly Finding['kind'][] = ['missing', 'size', 'changed']
const WRITE_BITS = 0o222

/** Compares a folder with the records, byte by byte. */
export async function verifyFolder(folder: string, items: AsyncIterable<Item>): Promise<Report> {
  const report: Report = { intact: true, items: 0, files: 0, bytes: 0, findings: [] }
  const seen = new Map<string, Seen>()
  for await (const item of items) {
    report.items += 1
    const place = path.join(item.sha256.slice(0, 2), item.sha256.slice(2, 4), item.sha256)
    let found = seen.get(place)
    if (!found) {
      found = await look(path.join(folder, place))
      seen.set(place, found)
      if (found.size !== null) {
        report.files += 1
        report.bytes += found.size
      }
    }
    for (const [kind, detail] of faults(item, found))
      report.findings.push({ kind, file: place, what: item.what, detail })
  }
  for await (const place of filesIn(folder))
    if (!seen.has(place))
      report.findings.push({ kind: 'extra', file: place, detail: 'a file that no record names' })
  report.intact = !report.findings.some(({ kind }) => DAMAGE.includes(kind))
  return report
}

interface Seen {
  /** Null where there is no file. */
  size: number | null
  sha256: string
  sm3: string
  mode: number
}

async function look(file: string): Promise<Seen> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) return { size: null, sha256: '', sm3: '', mode: 0 }
  const sha256 = createHash('sha256')
  const sm3 = createHash('sm3')
  let size = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    size += chunk.length
    sha256.update(chunk)
    sm3.update(chunk)
  }
  return { size, sha256: sha256.digest('hex'), sm3: sm3.digest('hex'), mode: found.mode }
}

function faults(item: Item, found: Seen): [Finding['kind'], string][] {
  if (found.size === null) return [['missing', 'there is no such file']]
  const out: [Finding['kind'], string][] = []
  if (found.size !== item.size) out.push(['size', `${found.size} bytes instead of ${item.size}`])
  if (found.sha256 !== item.sha256) out.push(['changed', `SHA-256 is ${found.sha256}`])
  else if (found.sm3 !== item.sm3)
    out.push(['changed', `SM3 is ${found.sm3} and not ${item.sm3}: the record was changed`])
  if (found.mode & WRITE_BITS) out.push(['writable', 'its mode allows writing'])
  return out
}

/** All that lies where evidence lies; what is on its way and what is only shown lies beside it. */
async function* filesIn(folder: string): AsyncGenerator<string> {
  // Where nothing was ever kept there is no folder yet.
  for (const outer of (await readdir(folder).catch(() => [])).sort()) {
    if (outer === 'incoming' || outer === 'shown') continue
    const entries = await readdir(path.join(folder, outer), { recursive: true, withFileTypes: true }).catch(
      () => null,
    )
    if (entries === null) yield outer
    else
      for (const entry of entries)
        if (!entry.isDirectory()) yield path.relative(folder, path.join(entry.parentPath, entry.name))
  }
}

export function reportText({ intact, items, files, bytes, findings }: Report): string {
  const damaged = findings.filter(({ kind }) => DAMAGE.includes(kind)).length
  const lines = findings.map(({ kind, file, what, detail }) =>
    [DAMAGE.includes(kind) ? kind : `warning: ${kind}`, what, file, detail].filter(Boolean).join(' · '),
  )
  const summary = `${items} items, ${files} files, ${bytes} bytes; ${findings.length - damaged} warnings`
  const verdict = intact ? '完好 · intact' : `受损 · DAMAGED, ${damaged} findings`
  return [...lines, summary, verdict].join('\n')
}
