import type { EventCheck, Numbered } from './events.ts'
import { isAlgorithm, keyId, merkleRoot, sealHash, sealHmac, type AnchorRow, type SealRow } from './format.ts'
import type { Finding } from './report.ts'

interface Range {
  stream: string
  from: number
  to: number
  hash: string
}

export interface SealResult {
  findings: Finding[]
  /** Events that some seal covers. */
  sealed: number
  hmac: 'verified' | 'not checked' | 'wrong'
}

/** Checks that seals follow each other, fit their events, and were made by a holder of one of the keys. */
export function checkSeals(
  seals: readonly Numbered<SealRow>[],
  events: EventCheck,
  keys: readonly Buffer[],
  isExcerpt: boolean,
): SealResult {
  const check = new SealCheck(events, keys, isExcerpt)
  seals.forEach((seal, at) => check.add(seal, seals[at - 1]?.row, seals[at + 1]?.row))
  return { findings: check.findings, sealed: check.sealed, hmac: check.hmac }
}

class SealCheck {
  readonly findings: Finding[] = []
  sealed = 0
  hmac: SealResult['hmac'] = 'not checked'
  private readonly events: EventCheck
  private readonly keys: readonly Buffer[]
  private readonly isExcerpt: boolean
  /** Up to where each stream is sealed. */
  private readonly ends = new Map<string, number>()

  constructor(events: EventCheck, keys: readonly Buffer[], isExcerpt: boolean) {
    this.events = events
    this.keys = keys
    this.isExcerpt = isExcerpt
  }

  add({ row, line }: Numbered<SealRow>, before: SealRow | undefined, after: SealRow | undefined): void {
    const find = (field: string | undefined, detail: string) =>
      this.findings.push({
        kind: 'seal',
        seal: row.n,
        ...(field !== undefined && { field }),
        ...(line !== undefined && { line }),
        detail,
      })

    // The seals before the first one of an excerpt are not here.
    const isFirstOfExcerpt = this.isExcerpt && !before
    const expected = isFirstOfExcerpt ? row.n : (before?.n ?? 0) + 1
    const prev = isFirstOfExcerpt ? row.prev : (before?.hash ?? null)
    const hash = isAlgorithm(row.alg) ? sealHash(row) : ''
    const ranges = rangesOf(row.range)
    const root = ranges && this.rootOf(row.alg, ranges)
    if (hash !== row.hash) {
      const field = this.changedField(row, { root, prev, n: expected, after })
      find(field, 'the seal is not as it was written')
    } else if (row.n !== expected)
      find('n', row.n > expected ? `seals ${expected}–${row.n - 1} are missing` : 'the number is taken')
    else if (row.prev !== prev) find('prev', 'it follows another seal than the one before it')
    else if (ranges === null) find('range', 'the range cannot be read')

    for (const range of ranges ?? []) this.checkRange(row, range, line)
    if (hash === row.hash && root && root !== row.merkle_root && !this.isDamaged(ranges!))
      find('merkle_root', 'its events have another root')
    this.checkHmac(row, hash, find)
  }

  /** Null where one of the events is not there, for whatever reason. */
  private rootOf(alg: string, ranges: readonly Range[]): string | null {
    const hashes: string[] = []
    for (const { stream, from, to } of ranges)
      for (let seq = from; seq <= to; seq++) {
        const hash = this.hashOf(stream, seq)
        if (hash === null) return null
        hashes.push(hash)
      }
    return hashes.length === 0 || !isAlgorithm(alg) ? null : merkleRoot(alg, hashes)
  }

  private hashOf(stream: string, seq: number): string | null {
    const chain = this.events.chains.get(stream) ?? []
    const checkpoint = this.events.checkpoints.get(stream)?.row
    if (checkpoint?.seq === seq) return checkpoint.hash
    // Where nothing is missing, they stand in a row from the checkpoint on, or from seq 1.
    const likely = chain[seq - 1 - (checkpoint?.seq ?? 0)]
    const link = likely?.seq === seq ? likely : chain.find((one) => one.seq === seq)
    return link ? link.hash : null
  }

  private isDamaged = (ranges: readonly Range[]) =>
    ranges.some(
      ({ stream, from, to }) =>
        this.events.isSuspect(stream, from, to) ||
        this.findings.some((one) => one.stream === stream && one.seq! >= from && one.seq! <= to),
    )

  private checkRange(seal: SealRow, { stream, from, to, hash }: Range, line: number | undefined): void {
    const at = { seal: seal.n, stream, ...(line !== undefined && { line }) }
    const end = this.ends.get(stream) ?? (this.isExcerpt ? from - 1 : 0)
    if (from !== end + 1)
      this.findings.push({
        kind: 'seal',
        ...at,
        seq: from,
        detail: `the stream was sealed up to seq ${end} before`,
      })
    this.ends.set(stream, Math.max(end, to))
    const begin = this.events.beginOf(stream)
    if (to > begin && !this.events.isHeld(stream, to)) return
    this.sealed += Math.max(0, to - Math.max(from - 1, begin))
    if (to < begin) return
    if (this.events.isSuspect(stream, from, to)) return
    const last = this.hashOf(stream, to)
    if (last === null) {
      const first = Math.max(from, (this.events.chains.get(stream)?.at(-1)?.seq ?? 0) + 1)
      this.findings.push({ kind: 'missing', ...at, seq: first, toSeq: to, detail: 'the seal knows it' })
    } else if (last !== hash)
      this.findings.push({
        kind: 'changed',
        ...at,
        seq: to,
        field: 'hash',
        detail: `rewritten, or an event since seq ${from} was: the seal knows another hash`,
      })
  }

  /** The field that, put right, would give the hash again. */
  private changedField(
    row: SealRow,
    right: { root: string | null; prev: string | null; n: number; after: SealRow | undefined },
  ): string | undefined {
    if (!isAlgorithm(row.alg)) return 'alg'
    if (right.after && right.after.prev === sealHash(row)) return 'hash'
    const fits = (over: Partial<SealRow>) => sealHash({ ...row, ...over }) === row.hash
    if (fits({ alg: row.alg === 'sm3' ? 'sha256' : 'sm3' })) return 'alg'
    if (fits({ n: right.n })) return 'n'
    if (right.root && fits({ merkle_root: right.root })) return 'merkle_root'
    if (fits({ prev: right.prev })) return 'prev'
    const keys = this.keys.map(keyId)
    if (right.after) keys.push(right.after.key_id)
    if (keys.some((key_id) => fits({ key_id }))) return 'key_id'
    if (this.keys.some((key) => fits({ hmac: sealHmac(row, key) }))) return 'hmac'
    return rangesOf(row.range) === null ? 'range' : undefined
  }

  private checkHmac(
    row: SealRow,
    hash: string,
    find: (field: string | undefined, detail: string) => void,
  ): void {
    if (this.keys.length === 0 || !isAlgorithm(row.alg)) return
    const key = this.keys.find((one) => keyId(one) === row.key_id)
    if (key && sealHmac(row, key) === row.hmac) {
      if (this.hmac === 'not checked') this.hmac = 'verified'
      return
    }
    this.hmac = 'wrong'
    // A seal that was changed was told already.
    if (hash === row.hash)
      find(
        key ? 'hmac' : 'key_id',
        key ? 'it was not made with the key' : `it was made with another key, ${row.key_id}`,
      )
  }
}

function rangesOf(text: string): Range[] | null {
  try {
    const ranges = JSON.parse(text) as Range[]
    const isRange = ({ stream, from, to, hash }: Range) =>
      typeof stream === 'string' &&
      Number.isSafeInteger(from) &&
      Number.isSafeInteger(to) &&
      from > 0 &&
      to >= from &&
      typeof hash === 'string'
    return Array.isArray(ranges) && ranges.length > 0 && ranges.every(isRange) ? ranges : null
  } catch {
    return null
  }
}

export function checkAnchors(
  anchors: readonly Numbered<AnchorRow>[],
  seals: readonly Numbered<SealRow>[],
): Finding[] {
  const byNumber = new Map(seals.map(({ row }) => [row.n, row]))
  return anchors.flatMap(({ row, line }): Finding[] => {
    const at = { kind: 'anchor' as const, seal: row.n, ...(line !== undefined && { line }) }
    const seal = byNumber.get(row.n)
    if (!seal) return [{ ...at, detail: 'the seal that was anchored is missing' }]
    if (seal.hash !== row.root)
      return [{ ...at, field: 'root', detail: 'the seal is not the one that was anchored' }]
    return seal.at === row.at ? [] : [{ ...at, field: 'at', detail: 'the seal was made at another time' }]
  })
}
