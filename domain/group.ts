import type { Day, SquareMetres } from './units.ts'

/** One act of a group, as rules about several acts together see it. */
export interface GroupMember {
  reportId: string
  /** The day by which it is judged: of the act, where that is known. */
  judgedOn: Day
  /** 已处理: an act that was dealt with does not add up with others. Null: not known. */
  isTreated: boolean | null
  /** Whether the act destroys the ground that it takes; null: nobody looked at the tillage layer. */
  destroys: boolean | null
  /** R∩永久基本农田 and R∩other farmland, m²; null where a layer is missing. */
  basicFarmland: SquareMetres | null
  ordinaryFarmland: SquareMetres | null
}

/** Farmland that several members of a group take; it counts once. */
export interface SharedGround {
  reportIds: readonly string[]
  basicFarmland: SquareMetres
  ordinaryFarmland: SquareMetres
}

/** Reports that belong together: of one party, or adjoining (累计、化整为零). */
export interface GroupFacts {
  groupId: string
  /** 同一当事人; null: not known of every member. */
  isOneParty: boolean | null
  members: readonly GroupMember[]
  /** Absent: no two of them take the same ground. */
  shared?: readonly SharedGround[]
}
