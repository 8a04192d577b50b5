import type { Router } from 'express'
import type { Answer, FarmlandYearItem, Person, PlaceName } from '../../domain/api.ts'
import { Problem } from '../../domain/problem.ts'
import type { ThresholdKey } from '../../domain/rule.ts'
import { thresholdsInForce } from '../../domain/threshold-register.ts'
import { squareMetres } from '../../domain/units.ts'
import { actorOf } from '../audit/actor.ts'
import { record, ruleStream } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { enteredOfYear, enterYear, takenInYear } from '../queries/farmland-years.ts'
import { placeNames } from '../queries/places.ts'
import { districtToday } from '../queries/powers.ts'
import { thresholdRows } from '../queries/thresholds.ts'
import { judgeRatio } from '../rules/illegal-ratio.ts'

const FIGURES = [
  'ratio.illegalFarmland',
  'ratio.illegalFarmlandWarn',
  'ratio.illegalFarmlandWatch',
] as const satisfies readonly ThresholdKey[]

/** 年度违法占用耕地比例 (ES-08): what officers decided, against what the statistics say. */
export function farmlandYearRoutes(router: Router, db: Database): void {
  handle(router, 'GET /farmland-years/:year', ({ params, person }) =>
    db.transaction((tx) => yearOf(tx, person, Number(params.year)), { readOnly: true }),
  )

  handle(router, 'POST /farmland-years/:year', ({ params, body, person, write, req }) =>
    write(db, async (tx) => {
      const { district } = person
      const { township } = body
      const year = Number(params.year)
      if (township !== null && !(await placeNames(tx, district, 'townships')).has(township))
        throw new Problem('unknown-township', `There is no township ${township} in the district.`, {
          errors: [{ pointer: '/township', detail: township }],
        })
      await enterYear(tx, person, year, body)
      await record(tx, {
        stream: ruleStream(district),
        by: actorOf(req),
        action: 'statistics.enter',
        object: `farmland-year:${district}/${township ?? '*'}/${year}`,
        detail: body,
      })
      return yearOf(tx, person, year)
    }),
  )
}

async function yearOf(db: Db, person: Person, year: number): Promise<Answer<'GET /farmland-years/:year'>> {
  const { district } = person
  const [today, lastDay] = [await districtToday(db), `${year}-12-31`]
  const on = today < lastDay ? today : lastDay
  const thresholds = thresholdsInForce(await thresholdRows(db, district), on)
  const townships = await placeNames(db, district, 'townships')
  const places = [...townships]
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.code.localeCompare(b.code))
  const taken = await takenInYear(db, person, year)
  const entered = await enteredOfYear(db, district, year)

  const areaOf = (township: PlaceName | null): FarmlandYearItem => {
    const here = taken.find((one) =>
      township === null ? one.isWhole : !one.isWhole && one.township === township.code,
    )
    const { illegalM2 = squareMetres(0), reports = 0, unmeasured = 0, undated = 0 } = here ?? {}
    const statistics = entered.get(township?.code ?? null) ?? null
    const { ratio, band, problem } = judgeRatio(
      {
        illegalM2,
        newM2: statistics === null ? null : squareMetres(statistics.newM2),
        hasSeriousEffect: statistics?.hasSeriousEffect ?? false,
      },
      thresholds,
    )
    return { township, illegalM2, reports, unmeasured, undated, entered: statistics, ratio, band, problem }
  }

  return {
    year,
    on,
    figures: FIGURES.map((name) => {
      const { key, value, unit, source, confirmed } = thresholds[name]
      return { key, value, unit, source, confirmed }
    }),
    areas: [null, ...places].map(areaOf),
  }
}
