import { EventCheck, type Numbered } from './events.ts'
import type { AnchorRow, CheckpointRow, EventRow, SealRow, StreamRow } from './format.ts'
import type { Finding, Report } from './report.ts'
import { checkAnchors, checkSeals } from './seals.ts'

/** Takes the trail row by row, checkpoints first, events in order of stream and seq, and says what is wrong with it. */
export class TrailCheck {
  private readonly events = new EventCheck()
  private readonly streams: Numbered<StreamRow>[] = []
  private readonly seals: Numbered<SealRow>[] = []
  private readonly anchors: Numbered<AnchorRow>[] = []
  /** What it is an excerpt of; null for the whole trail. */
  excerpt: string | null = null
  /** What the reader itself finds wrong. */
  readonly findings: Finding[] = []

  checkpoint = (row: CheckpointRow, line?: number): void => this.events.begin(row, line)
  event = (row: EventRow, line?: number): void => this.events.add(row, line)
  stream = (row: StreamRow, line?: number): void => void this.streams.push({ row, line })
  seal = (row: SealRow, line?: number): void => void this.seals.push({ row, line })
  anchor = (row: AnchorRow, line?: number): void => void this.anchors.push({ row, line })

  /** `isWhole` is false where the end of the trail could not be read. */
  finish(keys: readonly Buffer[], isWhole = true): Report {
    const isExcerpt = this.excerpt !== null
    this.events.finish(this.streams, { isWhole, isExcerpt })
    const { findings: ofSeals, sealed, hmac } = checkSeals(this.seals, this.events, keys, isExcerpt)
    const first = this.seals[0]?.row.n ?? Infinity
    const anchors = isExcerpt ? this.anchors.filter(({ row }) => row.n >= first) : this.anchors
    const ofAnchors = isWhole ? checkAnchors(anchors, this.seals) : []
    const findings = [...this.findings, ...this.events.findings, ...ofSeals, ...ofAnchors]
    return {
      intact: findings.length === 0,
      events: this.events.count,
      streams: this.events.chains.size,
      seals: this.seals.length,
      anchors: anchors.length,
      unsealed: Math.max(0, this.events.count - sealed),
      excerpt: this.excerpt,
      checkpoints: this.events.checkpoints.size,
      before: this.events.before(),
      hmac,
      sealsHold: ofSeals.length === 0,
      anchorsHold: ofAnchors.length === 0,
      findings,
    }
  }
}
