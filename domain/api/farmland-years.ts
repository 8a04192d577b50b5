import { z } from 'zod'
import { RATIO_BANDS, RATIO_PROBLEMS } from '../farmland-year.ts'
import { Area, Day, endpoints, PlaceName } from './parts.ts'
import { FigureToday } from './catalogue.ts'

// 年度违法占用耕地比例 (ES-08).

/** More than any district has. */
const LARGEST_M2 = 1e11

/** One year of the district, or of a township. */
export const FarmlandYearItem = z.object({
  /** Null: the whole district. */
  township: PlaceName.nullable(),
  /** 违法占用耕地, of reports that were decided; a township's are those that it leads. */
  illegalM2: Area,
  reports: z.number().int(),
  /** Of them: their farmland could not be measured, so that it is missing above. */
  unmeasured: z.number().int(),
  /** Of them: the day of the act is not known, and they are of the year of their image or report. */
  undated: z.number().int(),
  /** From the statistics, as somebody entered them last; null: nobody did. */
  entered: z
    .object({
      newM2: Area,
      hasSeriousEffect: z.boolean(),
      source: z.string(),
      by: z.string(),
      at: z.string(),
    })
    .nullable(),
  /** 0 … 1; null where the statistics give none. */
  ratio: z.number().nullable(),
  band: z.enum(RATIO_BANDS).nullable(),
  problem: z.enum(RATIO_PROBLEMS).nullable(),
})

export type FarmlandYearItem = z.output<typeof FarmlandYearItem>

const Year = z.object({ year: z.string().regex(/^20\d\d$/) })

const Answered = z.object({
  year: z.number().int(),
  /** The day whose figures are compared with: today, or the last of the year. */
  on: Day,
  figures: z.array(FigureToday.omit({ isOwn: true })),
  /** The district first. */
  areas: z.array(FarmlandYearItem),
})

const DESK = ['analyst', 'office'] as const

export const farmlandYears = endpoints({
  'GET /farmland-years/:year': {
    summary: 'Illegally occupied farmland of a year against all that construction took 年度违法占用耕地比例',
    permission: DESK,
    scope: 'cases',
    audit: 'none:read',
    params: Year,
    response: Answered,
  },
  'POST /farmland-years/:year': {
    summary: 'Enter what the statistics say of a year; the newest entry holds 登记年度统计',
    permission: DESK,
    scope: 'district',
    audit: ['statistics.enter'],
    idempotent: true,
    params: Year,
    body: z.object({
      /** A code; null: the whole district. */
      township: z.string().min(1).max(20).nullable(),
      newM2: z.number().nonnegative().max(LARGEST_M2),
      hasSeriousEffect: z.boolean(),
      source: z.string().trim().min(1).max(500),
    }),
    response: Answered,
  },
})
