import type { Router } from 'express'
import { precisionOf, UNUSED } from '../../domain/rule-use.ts'
import { THRESHOLDS, type ThresholdKey } from '../../domain/rule.ts'
import { rowInForce } from '../../domain/threshold-register.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { districtToday } from '../queries/powers.ts'
import { ruleUse } from '../queries/rule-use.ts'
import { thresholdRows } from '../queries/thresholds.ts'
import { CATALOGUE, RULES } from '../rules/index.ts'
import { ASKED_BY_RULES } from '../rules/asked.ts'

const ASSISTING = new Map(RULES.map(({ id, assist = [] }) => [id, assist]))

/** 规则目录: every rule with its figures of today, and what became of its hits. */
export function catalogueRoutes(router: Router, db: Database): void {
  handle(router, 'GET /rules', ({ query, person }) =>
    db.transaction(
      async (tx) => {
        const today = await districtToday(tx)
        const rows = await thresholdRows(tx, person.district)
        const used = await ruleUse(tx, person, query)
        return {
          rules: CATALOGUE.map(({ id }) => {
            const use = used.get(id) ?? UNUSED
            const { figures, evidence } = ASKED_BY_RULES[id]!
            return {
              ruleId: id,
              assist: [...ASSISTING.get(id)!],
              figures: [...figures],
              evidence: [...evidence],
              use,
              precision: precisionOf(use),
            }
          }),
          figures: Object.keys(THRESHOLDS).flatMap((name) => {
            const row = rowInForce(rows, name as ThresholdKey, today)
            if (row === null) return []
            const { key, value, unit, source, confirmed, district } = row
            return [{ key, value, unit, source, confirmed, isOwn: district !== null }]
          }),
          today,
        }
      },
      { readOnly: true },
    ),
  )
}
