/** What is taken as evidence, by its content and never by its name; and the ending of a file of that kind. */
export const EVIDENCE_EXTENSIONS = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/heic': '.heic',
  'application/pdf': '.pdf',
} as const
export type EvidenceType = keyof typeof EVIDENCE_EXTENSIONS
export const EVIDENCE_TYPES = Object.keys(EVIDENCE_EXTENSIONS) as [EvidenceType, ...EvidenceType[]]

/** Kinds that the platform can show; the others can be downloaded. */
export const SHOWN_TYPES: readonly EvidenceType[] = ['image/jpeg', 'image/png', 'image/webp']

export const MAX_PHOTO_BYTES = 15_000_000
export const MAX_PAPER_BYTES = 20_000_000
export const MAX_PIXELS = 40_000_000
/** A case; voided ones do not count. */
export const MAX_EVIDENCE_ITEMS = 20

export const CUSTODY_ACTS = [
  'received',
  'received-again',
  'read',
  'listed',
  'checked',
  'void-asked',
  'voided',
] as const
