/** What was found wrong, and where. */
export interface Finding {
  /**
   * changed: an event is not as it was written. missing, added, reordered: an event is gone, is one too many, or stands where
   * it did not. seal, anchor: one of these does not hold. bundle: the file is not a whole bundle.
   */
  kind: 'changed' | 'missing' | 'added' | 'reordered' | 'seal' | 'anchor' | 'bundle'
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
  /** Whether a key was at hand to check who made the seals. */
  hmac: 'verified' | 'not checked' | 'wrong'
  sealsHold: boolean
  anchorsHold: boolean
  findings: Finding[]
}

export function reportText(report: Report): string {
  const { events, streams, seals, anchors, unsealed, hmac, findings } = report
  const summary = `${events} events in ${streams} streams, ${seals} seals, ${anchors} anchors; ${unsealed} not sealed yet; HMAC ${hmac}`
  const verdict = report.intact ? '完好 · intact' : `被改动 · TAMPERED, ${findings.length} findings`
  return [...findings.map(findingText), summary, verdict].join('\n')
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
