/** What became of the reports in which a rule hits (docs/adr/0035): each is in one of open, confirmed, cleared and overridden. */
export interface RuleUse {
  /** The rule hits, by the machine, by hand or in a group; overridden hits too. */
  fired: number
  /** Not decided, or put off (待复核). */
  open: number
  /** 疑似违法. */
  confirmed: number
  /** Decided to be no violation: 合法, 其他, 伪变化. */
  cleared: number
  /** 误报: somebody said that the hit itself is wrong. */
  overridden: number
  /** Of those that fired: raised by an officer from documents. */
  byHand: number
}

export const UNUSED: RuleUse = { fired: 0, open: 0, confirmed: 0, cleared: 0, overridden: 0, byHand: 0 }

export const dismissedOf = ({ cleared, overridden }: Pick<RuleUse, 'cleared' | 'overridden'>) =>
  cleared + overridden

/** Confirmed ÷ (confirmed + dismissed), 0 … 1; null while nothing was decided, for nothing has no share. */
export function precisionOf(use: Pick<RuleUse, 'confirmed' | 'cleared' | 'overridden'>): number | null {
  const decided = use.confirmed + dismissedOf(use)
  return decided === 0 ? null : use.confirmed / decided
}
