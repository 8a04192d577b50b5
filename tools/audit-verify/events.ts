import {
  checkpointsHash,
  eventHash,
  EVENT_FIELDS,
  isAlgorithm,
  sumOf,
  sumsOf,
  type CheckpointRow,
  type EventRow,
  type StreamRow,
} from './format.ts'
import type { Finding } from './report.ts'

/** A row and its line in the bundle. */
export interface Numbered<T> {
  row: T
  line: number | undefined
}

/** An event of a stream, as little of it as the rest of the check needs. */
interface Link {
  seq: number
  hash: string
  prev: string | null
  line: number | undefined
  /** What its hash should be, and which fields are not as they were written; only where the two differ. */
  fault?: { row: EventRow; hash: string; fields: readonly string[] }
}

/** In this stream the platform tells that it let old events go, and which checkpoints it left for them. */
const OWN_STREAM = 'audit'
const LET_GO = 'audit.let-go'

/** Checks every event for itself, and the chain of each stream. */
export class EventCheck {
  count = 0
  readonly findings: Finding[] = []
  /** Streams with events, in order of their numbers. */
  readonly chains = new Map<string, Link[]>()
  /** Where streams begin that do not begin with seq 1. */
  readonly checkpoints = new Map<string, Numbered<CheckpointRow>>()
  private ends = new Map<string, number>()
  private isExcerpt = false
  private last: { stream: string; seq: number } | null = null
  /** What the newest event says of old events that were let go. */
  private letGo: string | null = null

  begin(row: CheckpointRow, line?: number): void {
    this.checkpoints.set(row.stream, { row, line })
  }

  /** Events that lie before the checkpoints. */
  before = (): number => [...this.checkpoints.values()].reduce((sum, { row }) => sum + row.seq, 0)

  beginOf = (stream: string): number => this.checkpoints.get(stream)?.row.seq ?? 0

  /** Whether an event should be here: not before its checkpoint and, in an excerpt, not outside of it. */
  isHeld = (stream: string, seq: number): boolean =>
    seq > this.beginOf(stream) && (!this.isExcerpt || seq < (this.ends.get(stream) ?? 0))

  add(row: EventRow, line?: number): void {
    this.count += 1
    const { stream, seq, hash, prev_hash: prev } = row
    if (stream === OWN_STREAM && row.action === LET_GO) this.letGo = String(row.detail)
    const link: Link = { seq, hash, prev, line }
    const fault = faultOf(row)
    if (fault) link.fault = fault
    const chain = this.chains.get(stream)
    if (chain) chain.push(link)
    else this.chains.set(stream, [link])
    if (this.last && isAfter(this.last, row))
      this.find({ kind: 'reordered', stream, seq, detail: 'it stands behind a later one' }, link)
    else this.last = row
  }

  /** Ends the check with what the database says of the streams' ends. */
  finish(
    streams: readonly Numbered<StreamRow>[],
    { isWhole, isExcerpt }: { isWhole: boolean; isExcerpt: boolean },
  ): void {
    this.isExcerpt = isExcerpt
    this.ends = new Map(streams.map(({ row }) => [row.stream, row.next_seq]))
    if (isWhole && !isExcerpt) this.checkLetGo()
    for (const [stream, chain] of this.chains) this.checkChain(stream, chain)
    const known = new Set<string>()
    for (const one of streams) {
      known.add(one.row.stream)
      this.checkHead(one)
    }
    for (const stream of this.chains.keys())
      if (isWhole && !known.has(stream))
        this.find({ kind: 'missing', stream, detail: 'the stream has no row that says where it ends' })
  }

  /** Whether something was found of one of these events. */
  isSuspect = (stream: string, from: number, to: number): boolean =>
    this.findings.some(
      (one) => one.stream === stream && (one.seq ?? 0) <= to && (one.toSeq ?? one.seq ?? Infinity) >= from,
    )

  private find(finding: Finding, link?: Pick<Link, 'line'>): void {
    this.findings.push({ ...finding, ...(link?.line !== undefined && { line: link.line }) })
  }

  private checkChain(stream: string, chain: Link[]): void {
    for (const link of chain) if (link.fault) this.tellFault(stream, chain, link, link.fault)
    chain.sort((a, b) => a.seq - b.seq)
    this.removeDoubles(stream, chain)
    const checkpoint = this.checkpoints.get(stream)
    let before: Link | null = checkpoint ? { ...checkpoint.row, prev: null, line: checkpoint.line } : null
    for (const link of chain) {
      const expected: number = (before?.seq ?? 0) + 1
      if (link.seq < expected)
        this.find({ kind: 'added', stream, seq: link.seq, detail: 'it stands before the checkpoint' }, link)
      else if (link.seq > expected)
        this.find({
          kind: 'missing',
          stream,
          seq: expected,
          toSeq: link.seq - 1,
          detail: 'removed from the middle',
        })
      else this.checkLink(stream, before, link)
      before = link
    }
  }

  private tellFault(
    stream: string,
    chain: readonly Link[],
    link: Link,
    { row, fields }: NonNullable<Link['fault']>,
  ): void {
    const { seq } = link
    const original = fields.includes('seq') ? placeOf(chain, row) : null
    if (original !== null) {
      const detail = `it was written as seq ${original}`
      this.find({ kind: 'reordered', stream, seq, field: 'seq', detail }, link)
      // Where it belongs, so that its neighbours are not blamed.
      link.seq = original
    } else
      for (const field of fields)
        this.find({ kind: 'changed', stream, seq, field, detail: 'not as it was written' }, link)
  }

  /** Of two events with one number, the one that its neighbours do not know is too many. */
  private removeDoubles(stream: string, chain: Link[]): void {
    for (let at = chain.length - 1; at > 0; at--) {
      const [a, b] = [chain[at - 1]!, chain[at]!]
      if (a.seq !== b.seq) continue
      const next = chain[at + 1]
      const extra = b.fault || (!a.fault && next?.prev !== b.hash) ? at : at - 1
      this.find(
        { kind: 'added', stream, seq: b.seq, detail: 'another event has its number' },
        chain.splice(extra, 1)[0],
      )
    }
  }

  private checkLink(stream: string, before: Link | null, link: Link): void {
    if (link.prev === (before?.hash ?? null)) return
    // Told already: one of the two hashes itself was changed.
    if (link.fault?.fields.includes('prev_hash') || before?.fault?.hash === link.prev) return
    if (before === null)
      this.find(
        { kind: 'missing', stream, seq: link.seq, detail: 'there was an event before the first' },
        link,
      )
    else if (before.seq === this.beginOf(stream))
      this.find(
        {
          kind: 'checkpoint',
          stream,
          seq: before.seq,
          field: 'hash',
          detail: `seq ${link.seq} follows another event than the one at the checkpoint`,
        },
        before,
      )
    else
      this.find(
        {
          kind: 'changed',
          stream,
          seq: before.seq,
          field: 'hash',
          detail: `rewritten: seq ${link.seq} knows it by another hash`,
        },
        before,
      )
  }

  /** What the platform let go it told in the trail itself, with the hash of the checkpoints that it left. */
  private checkLetGo(): void {
    if (this.checkpoints.size === 0) return
    const rows = [...this.checkpoints.values()]
    const told = /"checkpoints":"([0-9a-f]{64})"/.exec(this.letGo ?? '')?.[1]
    if (told === checkpointsHash(rows.map(({ row }) => row))) return
    const detail =
      'no event of the trail tells of these checkpoints: what lies before was not let go by the platform'
    this.find({ kind: 'checkpoint', detail }, { line: rows[0]!.line })
  }

  private checkHead({ row, line }: Numbered<StreamRow>): void {
    const { stream, next_seq, head } = row
    const begin = this.checkpoints.get(stream)?.row
    const last: Pick<Link, 'seq' | 'hash' | 'fault'> | undefined = this.chains.get(stream)?.at(-1) ?? begin
    const seq = last?.seq ?? 0
    const detail = `the stream was written up to seq ${next_seq - 1}`
    if (seq < next_seq - 1)
      this.find({ kind: 'missing', stream, seq: seq + 1, toSeq: next_seq - 1, detail }, { line })
    else if (seq > next_seq - 1)
      this.find({ kind: 'added', stream, seq: next_seq, toSeq: seq, detail }, { line })
    else if (last && head !== last.hash && head !== last.fault?.hash)
      this.find(
        {
          kind: 'changed',
          stream,
          seq,
          field: 'head',
          detail: 'the last event is not the one that was written',
        },
        { line },
      )
  }
}

function isAfter(last: { stream: string; seq: number }, row: EventRow): boolean {
  const order = Buffer.compare(Buffer.from(last.stream), Buffer.from(row.stream))
  return order > 0 || (order === 0 && last.seq > row.seq)
}

/** Null where the event is as its hash says. */
function faultOf(row: EventRow): Link['fault'] | null {
  if (isAlgorithm(row.alg) && eventHash(row) === row.hash) return null
  const isOfAnother = ['sha256', 'sm3'].some((alg) => eventHash({ ...row, alg }) === row.hash)
  if (isOfAnother || !isAlgorithm(row.alg)) return { row, hash: row.hash, fields: ['alg'] }
  const sums = sumsOf(row)
  // The fields may be whole and their sums be changed.
  if (eventHash({ ...row, sums }) === row.hash) return { row, hash: row.hash, fields: ['sums'] }
  const fields = EVENT_FIELDS.filter((_, at) => sumOf(sums, at) !== sumOf(row.sums, at))
  // Where each field fits its sum, the hash was changed, or fields together with their sums.
  return { row, hash: eventHash(row), fields: fields.length === 0 ? ['hash'] : fields }
}

/** The number under which an event was written, by the event that it follows. */
function placeOf(chain: readonly Link[], row: EventRow): number | null {
  const before = row.prev_hash === null ? 0 : chain.find(({ hash }) => hash === row.prev_hash)?.seq
  // The one before may have been moved too.
  const places = [...(before === undefined ? [] : [before + 1]), ...chain.map((link) => link.seq)]
  for (const seq of places) if (eventHash({ ...row, seq }) === row.hash) return seq
  return null
}
