import type { Person } from '../../domain/api.ts'

/**
 * Which reports of the district a person sees, as data: server/queries/report-predicate.ts makes SQL of it, and list,
 * detail, tiles and exports all ask through that. What a person does not see does not exist for him (404).
 */
export type ReportScope =
  | { reach: 'district' }
  /** Reports that a rule of these groups accuses or doubts, or that one of these rules accuses. */
  | { reach: 'rules'; groups: readonly string[]; accusedBy: readonly string[] }
  /** Reports that are with the township now. */
  | { reach: 'township'; township: string }
  /** Those who run the platform see no case; other units see what is transferred to them. */
  | { reach: 'nothing' }

/** The agriculture bureau's: change of farmland use (NG), facilities (GH), homesteads (HS), and farmland taken (NA-01, -02). */
const AGRICULTURE: ReportScope = {
  reach: 'rules',
  groups: ['NG', 'GH', 'HS'],
  accusedBy: ['NA-01', 'NA-02'],
}

export function reportScope(person: Pick<Person, 'role' | 'township'>): ReportScope {
  switch (person.role) {
    case 'analyst':
    case 'office':
      return { reach: 'district' }
    case 'agriculture':
      return AGRICULTURE
    case 'township':
      return { reach: 'township', township: person.township ?? '' }
    case 'officer':
    case 'sysadmin':
    case 'secadmin':
    case 'auditor':
      return { reach: 'nothing' }
  }
}
