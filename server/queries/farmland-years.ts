import type { FarmlandYearItem, Input, Person } from '../../domain/api.ts'
import { TAKES_FARMLAND } from '../../domain/farmland-year.ts'
import { squareMetres, type SquareMetres } from '../../domain/units.ts'
import type { Db } from '../db/database.ts'
import { Binder } from './binder.ts'
import { visibleReports } from './report-predicate.ts'

export interface TakenOfYear extends Pick<FarmlandYearItem, 'reports' | 'unmeasured' | 'undated'> {
  /** Null with `isWhole`: the district; else reports in no township. */
  township: string | null
  isWhole: boolean
  illegalM2: SquareMetres
}

/**
 * Farmland that reports took that were decided to be illegal, by the year of the day by which they are judged: of the district, and
 * by the township that leads. What is counted in another report is not counted again.
 */
export async function takenInYear(db: Db, person: Person, year: number): Promise<TakenOfYear[]> {
  const binder = new Binder()
  const { rows } = await db.query<Omit<TakenOfYear, 'illegalM2'> & { illegalM2: number }>(
    `with decided as (
       select r.township, r.act_on, l.area_m2
         from land.report r
         join land.evaluation e on e.district = r.district and e.report_id = r.report_id and e.is_current
         left join land.ledger_entry l
           on l.district = e.district and l.evaluation_id = e.evaluation_id and l.entry = 'remainderCultivated'
         left join land.standing s on s.district = r.district and s.report_id = r.report_id
        where ${visibleReports(binder, person, person.district)} and r.decision = 'suspected'
          and r.rules && ${binder.bind([...TAKES_FARMLAND])}::text[] and s.report_id is null
          and e.as_of between make_date(${binder.bind(year)}, 1, 1) and make_date(${binder.bind(year)}, 12, 31)
     )
     select township, grouping(township) = 1 as "isWhole", coalesce(sum(area_m2), 0) as "illegalM2", count(*)::int as reports,
            count(*) filter (where area_m2 is null)::int as unmeasured, count(*) filter (where act_on is null)::int as undated
       from decided
      group by grouping sets ((township), ())`,
    binder.values,
  )
  return rows.map(({ illegalM2, ...row }) => ({ ...row, illegalM2: squareMetres(illegalM2) }))
}

/** What was entered last for a year, by township; the district's own by null. */
export async function enteredOfYear(
  db: Db,
  district: string,
  year: number,
): Promise<Map<string | null, NonNullable<FarmlandYearItem['entered']>>> {
  const { rows } = await db.query<NonNullable<FarmlandYearItem['entered']> & { township: string | null }>(
    `select distinct on (y.township) y.township, y.new_m2 as "newM2", y.has_serious_effect as "hasSeriousEffect", y.source,
            work.named(p.name_zh, f.name_zh) as by, y.entered_at as at
       from work.farmland_year y
       join work.person p on p.person_id = y.entered_by
       left join work.person f on f.person_id = y.entered_for
      where y.district = $1 and y.year = $2
      order by y.township, y.farmland_year_id desc`,
    [district, year],
  )
  return new Map(rows.map(({ township, ...entered }) => [township, entered]))
}

export async function enterYear(
  tx: Db,
  { district, personId, actsFor }: Person,
  year: number,
  { township, newM2, hasSeriousEffect, source }: Input<'POST /farmland-years/:year'>['body'],
): Promise<void> {
  await tx.query(
    `insert into work.farmland_year (district, year, township, new_m2, has_serious_effect, source, entered_by, entered_for)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [district, year, township, newM2, hasSeriousEffect, source, personId, actsFor?.personId ?? null],
  )
}
