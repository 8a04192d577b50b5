import type { Day } from './units.ts'

/** 职权: which unit may act by a rule, everywhere or in one township, from a day to a day, and by what article or document. */
export interface Power {
  /** A rule (RP-03), or a group of rules (RP). */
  ruleGroup: string
  /** Null: wherever no row of the township says otherwise. */
  township: string | null
  /** A member unit's code; TW is the township itself. */
  agency: string
  basis: string
  isConfirmed: boolean
  validFrom: Day
  validTo: Day | null
}

export interface Competence {
  /** Null: nobody's, until it is delegated. */
  agency: string | null
  /** Null where the rule itself names the unit. */
  basis: string | null
  isConfirmed: boolean
}

/** Rules of 城乡规划法 art. 65, which names 乡、镇人民政府 and no sub-district. */
const TOWNSHIP = 'TW'
export const ARTICLE_65 = '城乡规划法第六十五条：由乡、镇人民政府责令；街道办事处须经委托'

/** A sub-district (街道办事处): the last three digits of its code are 001–099 (GB/T 10114). */
export const isSubDistrict = (township: string): boolean =>
  /^\d{6}0\d\d/.test(township) && !/^\d{6}000/.test(township)

/**
 * Who may act by a rule that `lead` leads, in a township, on a day. A row for the rule goes before one for its group, one of the
 * township before one for all, and the newer before the older.
 */
export function competence(
  { ruleId, lead }: { ruleId: string; lead: string },
  township: string | null,
  day: Day,
  powers: readonly Power[],
): Competence {
  const rank = (power: Power) => (power.ruleGroup === ruleId ? 2 : 0) + (power.township !== null ? 1 : 0)
  const [power] = powers
    .filter(
      (one) =>
        (one.ruleGroup === ruleId || one.ruleGroup === ruleId.slice(0, 2)) &&
        (one.township === null || one.township === township) &&
        one.validFrom <= day &&
        (one.validTo === null || day <= one.validTo),
    )
    .sort((a, b) => rank(b) - rank(a) || b.validFrom.localeCompare(a.validFrom))
  if (power) return { agency: power.agency, basis: power.basis, isConfirmed: power.isConfirmed }
  if (lead === TOWNSHIP && township !== null && isSubDistrict(township))
    return { agency: null, basis: ARTICLE_65, isConfirmed: true }
  return { agency: lead, basis: null, isConfirmed: true }
}
