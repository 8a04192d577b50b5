/** What was found wrong, and where. */
export interface Finding {
  /**
   * changed: an event is not as it was written. missing, added, reordered: an event is gone, is one too many, or stands where
   * it did not. checkpoint: the trail begins where it may not. seal, anchor: one of these does not hold. bundle: the file is
   * not a whole bundle.
   */
  kind: 'changed' | 'missing' | 'added' | 'reordered' | 'checkpoint' | 'seal' | 'anchor' | 'bundle'
  stream?: string
  seq?: number
  /** The last one, where several in a row are missing or too many. */
  toSeq?: number
  field?: string
  /** Number of the seal. */
  seal?: number
  /** Line of the bundle, from 1. */
  line?: number
  detail: string
}

export interface Report {
  intact: boolean
  events: number
  streams: number
  seals: number
  anchors: number
  /** Events that no seal covers yet: only their chain was checked. */
  unsealed: number
  /** Of what the bundle is an excerpt, as its header says; null for the whole trail. */
  excerpt: string | null
  /** Streams that do not begin with their first event. */
  checkpoints: number
  /** How many events lie before those, and were not checked. */
  before: number
  /** Whether a key was at hand to check who made the seals. */
  hmac: 'verified' | 'not checked' | 'wrong'
  sealsHold: boolean
  anchorsHold: boolean
  findings: Finding[]
}

export function reportText(report: Report): string {
  const { events, streams, seals, anchors, unsealed, hmac, excerpt, checkpoints, before, findings } = report
  const summary = `${events} events in ${streams} streams, ${seals} seals, ${anchors} anchors; ${unsealed} not sealed yet; HMAC ${hmac}`
  const beginning =
    checkpoints > 0 &&
    `${checkpoints} 个链自检查点起 · ${checkpoints} streams begin at a checkpoint: ${before} events before are not here`
  const part = excerpt !== null && `节选，非全部记录 · an excerpt, not the whole trail: ${excerpt}`
  const verdict = report.intact ? '完好 · intact' : `被改动 · TAMPERED, ${findings.length} findings`
  return [...findings.map(findingText), summary, beginning, part, verdict].filter(Boolean).join('\n')
}

function findingText({ kind, stream, seq, toSeq, field, seal, line, detail }: Finding): string {
  const seqs = seq === undefined ? '' : ` seq ${seq}${toSeq !== undefined && toSeq > seq ? `–${toSeq}` : ''}`
  return [
    kind,
    stream !== undefined && `${stream}${seqs}`,
    seal !== undefined && `seal ${seal}`,
    field !== undefined && `field ${field}`,
    line !== undefined && `line ${line}`,
    detail,
  ]
    .filter(Boolean)
    .join(' · ')
}
