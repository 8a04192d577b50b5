import { createHash } from 'node:crypto'
import {
  canonical,
  EVENT_FIELDS,
  type AnchorRow,
  type CheckpointRow,
  type EventRow,
  type SealRow,
  type StreamRow,
} from './format.ts'
import type { Report } from './report.ts'
import { TrailCheck } from './trail.ts'

/** The second version may begin at checkpoints, and may be an excerpt. */
const FORMATS: readonly unknown[] = ['gis-audit-bundle/1', 'gis-audit-bundle/2']
const NEWLINE = 0x0a

/** What each kind of line holds, in the order in which the kinds come. `?` may be null. */
const KINDS: Readonly<Record<string, Readonly<Record<string, 'text' | 'text?' | 'number'>>>> = {
  header: { format: 'text' },
  checkpoint: { stream: 'text', seq: 'number', hash: 'text' },
  event: {
    ...Object.fromEntries(EVENT_FIELDS.map((name) => [name, 'text?' as const])),
    alg: 'text',
    stream: 'text',
    seq: 'number',
    sums: 'text',
    hash: 'text',
  },
  stream: { stream: 'text', next_seq: 'number', head: 'text?' },
  seal: {
    alg: 'text',
    n: 'number',
    at: 'text',
    range: 'text',
    merkle_root: 'text',
    prev: 'text?',
    key_id: 'text',
    hmac: 'text',
    hash: 'text',
  },
  anchor: { n: 'number', root: 'text', at: 'text' },
  footer: { lines: 'number', sha256: 'text' },
}
const SECOND_HEADER: (typeof KINDS)[string] = { format: 'text', excerpt: 'text?' }
const ORDER = Object.keys(KINDS)

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

type Line = { type: string } & Record<string, unknown>

/** Checks a bundle that comes in pieces. */
export async function verifyBundle(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  keys: readonly Buffer[],
  anchors: readonly AnchorRow[] = [],
): Promise<Report> {
  const reader = new BundleReader()
  let rest: Uint8Array = new Uint8Array(0)
  for await (const piece of pieces) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      reader.take(bytes.subarray(from, end))
      from = end + 1
    }
    rest = bytes.slice(from)
  }
  return reader.finish(rest, keys, anchors)
}

class BundleReader {
  private readonly check = new TrailCheck()
  private readonly sha256 = createHash('sha256')
  private line = 0
  private kind = 0
  private isEnded = false
  private isSecond = false

  take(bytes: Uint8Array): void {
    this.line += 1
    const row = lineOf(bytes)
    if (row === null) this.complain('the line is not one of a bundle')
    else if (this.isEnded) this.complain('the line stands behind the end')
    else this.sort(row)
    this.sha256.update(bytes).update('\n')
  }

  finish(rest: Uint8Array, keys: readonly Buffer[], anchors: readonly AnchorRow[]): Report {
    if (rest.length > 0) {
      this.line += 1
      this.complain('the line breaks off')
    }
    if (!this.isEnded) this.complain('the end of the bundle is missing')
    for (const anchor of anchors) this.check.anchor(anchor)
    return this.check.finish(keys, this.isEnded)
  }

  private sort(row: Line): void {
    const kind = ORDER.indexOf(row.type)
    if (kind < this.kind) this.complain(`a line of type ${row.type} stands behind a ${ORDER[this.kind]}`)
    this.kind = Math.max(kind, this.kind)
    if ((row.type === 'header') !== (this.line === 1))
      this.complain('a header is the first line, and only that')
    switch (row.type) {
      case 'header':
        if (!FORMATS.includes(row['format'])) this.complain(`the format is not ${FORMATS.join(' or ')}`)
        this.isSecond = row['format'] === FORMATS[1]
        this.check.excerpt = (row['excerpt'] as string | null | undefined) ?? null
        return
      case 'checkpoint':
        if (!this.isSecond) this.complain('the first version of the format has no checkpoints')
        return this.check.checkpoint(row as unknown as CheckpointRow, this.line)
      case 'event':
        return this.check.event(row as unknown as EventRow, this.line)
      case 'stream':
        return this.check.stream(row as unknown as StreamRow, this.line)
      case 'seal':
        return this.check.seal(row as unknown as SealRow, this.line)
      case 'anchor':
        return this.check.anchor(row as unknown as AnchorRow, this.line)
      case 'footer':
        this.isEnded = true
        if (row['lines'] !== this.line - 1) this.complain('the number of lines is another')
        else if (row['sha256'] !== this.sha256.copy().digest('hex'))
          this.complain('the bundle is not as it was written: its hash is another')
    }
  }

  private complain(detail: string): void {
    this.check.findings.push({ kind: 'bundle', line: this.line, detail })
  }
}

/** Null for what is not a line as a bundle has it, byte for byte. */
function lineOf(bytes: Uint8Array): Line | null {
  try {
    const text = decoder.decode(bytes)
    const row = JSON.parse(text) as Line
    return isOfKind(row) && canonical(row) === text ? row : null
  } catch {
    return null
  }
}

function isOfKind(row: Line): boolean {
  const fields =
    row.type === 'header' && row['format'] === FORMATS[1]
      ? SECOND_HEADER
      : Object.hasOwn(KINDS, row.type)
        ? KINDS[row.type]
        : undefined
  if (!fields || Object.keys(row).length !== Object.keys(fields).length + 1) return false
  return Object.entries(fields).every(([name, type]) => {
    const value = row[name]
    if (type === 'number') return Number.isSafeInteger(value)
    return typeof value === 'string' || (type === 'text?' && value === null)
  })
}
