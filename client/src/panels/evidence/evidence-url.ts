import type { EvidenceItem } from '../../../../domain/api.ts'

/** A report whose evidence is shown. */
export interface Case {
  district: string
  reportId: string
}

const caseUrl = ({ district, reportId }: Case) => `/api/reports/${district}/${reportId}/evidence`

export const fileUrl = (
  of: Case,
  { evidenceId }: Pick<EvidenceItem, 'evidenceId'>,
  what: 'original' | 'thumbnail' | 'display',
) => `${caseUrl(of)}/${evidenceId}/${what}`

export const listUrl = (of: Case, format: 'csv' | 'html') => `${caseUrl(of)}.${format}`
