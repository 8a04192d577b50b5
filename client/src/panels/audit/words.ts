import type { AuditEventItem, Certificate } from '../../../../domain/api.ts'
import { t, wordOf } from '../../text/text.ts'

/** What of the trail is looked for, as the form has it: days, and empty for whatever. */
export interface AuditQuery {
  from: string
  to: string
  actor: string
  org: string
  action: string
  stream: string
  object: string
  outcome: '' | 'done' | 'refused'
  ip: string
  text: string
}

/** How well an event is proved: chained only, under a seal, or noted outside the database too. */
export function proofOf({ seal: n }: Pick<AuditEventItem, 'seal'>, newestAnchor: number | null): string {
  if (n === null) return t('audit.notSealed')
  const isAnchored = newestAnchor !== null && n <= newestAnchor
  return t(isAnchored ? 'audit.sealedAndAnchored' : 'audit.sealedIn', { n })
}

/** The unit of `<district>/<unit>/<role>`. */
export const unitOf = (org: string | null) => org?.split('/')[1] ?? ''

type Finding = Certificate['findings'][number]

/** What is wrong, and where: the row and the field. */
export function findingText(finding: Finding): string {
  const { kind, field } = finding
  const name = field === undefined ? '' : wordOf('auditField', field)
  return t(`auditFinding.${kind as 'changed'}`, { where: whereOf(finding), field: name })
}

function whereOf({ stream, seq, toSeq, seal, line }: Finding): string {
  if (stream !== undefined) {
    const seqs = seq === undefined ? '' : toSeq !== undefined && toSeq > seq ? `${seq}–${toSeq}` : `${seq}`
    return t('auditFinding.event', { stream, seqs })
  }
  if (seal !== undefined) return t('auditFinding.sealed', { n: seal })
  return line === undefined ? '' : `${line}`
}

export const resultOf = ({ intact, events, seals, findingCount }: Certificate): string =>
  intact ? t('audit.intact', { events, seals }) : t('audit.broken', { n: findingCount })
