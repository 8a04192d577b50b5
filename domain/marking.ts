import { GUARDED_LABELS, type Label } from './label.ts'

/** What whoever brings a layer says of its secrecy. */
export interface Marking {
  label: Label
  /** 审批文号, by which the source released it. */
  releaseNo: string | null
  /** Who confirmed that it is no state secret (密级为非密); null for what the platform made itself. */
  notSecretBy: string | null
}

/** Whether the source must have released it in writing. */
export const needsReleaseNo = (label: Label): boolean => GUARDED_LABELS.includes(label)

/** Words of state secrecy, but where they are denied. */
const SECRET = /(?<!非|不是|不属于?|不涉及)(绝密|机密|秘密)/

/** The word of state secrecy that a text says, however it is spaced; null without one. */
export const secretWordIn = (text: string): string | null =>
  SECRET.exec(text.replace(/\s+/g, ''))?.[1] ?? null
