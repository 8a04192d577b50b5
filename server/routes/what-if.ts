import type { Router } from 'express'
import type { WhatIfReport } from '../../domain/api.ts'
import { changeFault, MEASURED_BY } from '../../domain/threshold-change.ts'
import { Problem } from '../../domain/problem.ts'
import { beyondClearance } from '../db/acting.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { countCurrent } from '../queries/current-reports.ts'
import { placeNames, placeOf } from '../queries/places.ts'
import { districtToday } from '../queries/powers.ts'
import { reportHeads } from '../queries/report-heads.ts'
import { storedCases } from '../queries/stored-cases.ts'
import { thresholdRows } from '../queries/thresholds.ts'
import { lawsOf, wouldChange } from '../replay/what-if.ts'

/**
 * 假设推演: what another number would make appear and vanish, from stored facts, some reports a call, so that the page shows how
 * far it is and stops when nobody wants to know any more. Nothing is stored.
 */
export function whatIfRoutes(router: Router, db: Database): void {
  handle(router, 'POST /what-if', async ({ body, person }) => {
    const { district } = person
    const { moves, after, limit } = body
    moves.forEach((move, n) => {
      if (MEASURED_BY.includes(move.key))
        throw fault(n, 'key', 'The overlay itself reads it: reports have to be measured again.')
      const wrong = changeFault({ ...move, source: '-', confirmed: false, isGeneral: false })
      if (wrong) throw fault(n, wrong.field, `Such a number cannot be: ${wrong.fault}.`)
    })
    return db.transaction(
      async (tx) => {
        const today = await districtToday(tx)
        const laws = lawsOf(await thresholdRows(tx, district), moves, { district, today })
        const { known, unknown } = await countCurrent(tx, district)
        const cases = await beyondClearance(tx, () => storedCases(tx, district, { after, limit }))
        const others = cases.flatMap((one) => {
          const would = wouldChange(one, laws)
          return would ? [{ one, ...would }] : []
        })
        const townships = await placeNames(tx, district, 'townships')
        const heads = await reportHeads(
          tx,
          district,
          others.map(({ one }) => one.reportId),
        )
        return {
          examined: cases.length,
          total: known,
          unknown,
          reports: others.map(({ one, before, after: then, changes }): WhatIfReport => {
            const { township, ...head } = heads.get(one.reportId)!
            return {
              ...head,
              township: placeOf(township, townships),
              verdictBefore: before.verdict,
              verdictAfter: then.verdict,
              severityAfter: then.primary?.severity ?? null,
              changes,
            }
          }),
          next: cases.length === limit ? cases.at(-1)!.reportId : null,
        }
      },
      { readOnly: true },
    )
  })
}

const fault = (n: number, field: string, detail: string) =>
  new Problem('invalid-request', detail, { errors: [{ pointer: `/moves/${n}/${field}`, detail }] })
