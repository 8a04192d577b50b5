import type { SquareMetres } from './units.ts'

/** Rules that say that farmland was taken: a report counts towards ES-08 where one of them stands and an officer decided 疑似违法. */
export const TAKES_FARMLAND = ['NA-01', 'NA-02', 'HS-01', 'HS-04', 'HS-05'] as const

/** Farmland of one year in a district or a township (ES-08, 年度违法占用耕地比例). */
export interface FarmlandYear {
  /** 违法占用耕地: what officers decided to be illegal, acts of that year, m². */
  illegalM2: SquareMetres
  /** 新增建设用地占用耕地总面积, legal and illegal, from the yearly statistics, m²; null: not entered. */
  newM2: SquareMetres | null
  /** 造成恶劣影响或者其他严重后果: then leaders answer below the line, too. */
  hasSeriousEffect: boolean
}

/** 正常、关注、预警、问责. */
export const RATIO_BANDS = ['below', 'watch', 'warn', 'accountable'] as const
export type RatioBand = (typeof RATIO_BANDS)[number]

export const RATIO_PROBLEMS = ['statistics-missing', 'more-illegal-than-new'] as const
export type RatioProblem = (typeof RATIO_PROBLEMS)[number]

export interface RatioJudgement {
  /** 0 … 1; null where the statistics give none. */
  ratio: number | null
  band: RatioBand | null
  /** The bound that was reached. */
  threshold: number | null
  problem: RatioProblem | null
}
