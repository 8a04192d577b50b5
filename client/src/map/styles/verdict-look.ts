import type { Decision, Verdict } from '../../../../domain/report.ts'

export interface VerdictLook {
  colour: string
  width: number
  dash?: readonly number[]
  fill: string
  /** Corners of the point's shape; 0 is a circle. */
  corners: number
  sign: string
}

/** Colour, line, shape and sign each tell the verdict alone: these maps are printed in grey. */
export const VERDICT_LOOKS: Readonly<Record<Verdict, VerdictLook>> = {
  suspected: { colour: '#b3261e', width: 3, fill: 'rgba(179,38,30,0.16)', corners: 4, sign: '!' },
  doubtful: {
    colour: '#b26a00',
    width: 2.4,
    dash: [8, 4],
    fill: 'rgba(178,106,0,0.12)',
    corners: 3,
    sign: '?',
  },
  clear: { colour: '#5d7f70', width: 1.3, fill: 'rgba(93,127,112,0.08)', corners: 0, sign: '' },
}

/** A patch that nobody judged yet. */
export const UNJUDGED_LOOK: VerdictLook = {
  colour: '#5f6b76',
  width: 1.5,
  dash: [2, 3],
  fill: 'rgba(95,107,118,0.08)',
  corners: 0,
  sign: '…',
}

export const verdictLookOf = (verdict: unknown): VerdictLook =>
  VERDICT_LOOKS[verdict as Verdict] ?? UNJUDGED_LOOK

/** What an officer decided, as one sign beside the patch. */
export const DECISION_SIGNS: Readonly<Record<Decision, string>> = {
  suspected: '✗',
  legal: '✓',
  other: '○',
  'not-an-object': '∅',
  unsure: '?',
}
