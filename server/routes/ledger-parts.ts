import type { Router } from 'express'
import { layersBehind, ledgerEntryOf } from '../../domain/ledger-layers.ts'
import { Problem } from '../../domain/problem.ts'
import { beyondClearance } from '../db/acting.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { readEvaluation } from '../queries/evaluations.ts'
import { ledgerPart, partBeyondPermit, permitOf } from '../queries/ledger-parts.ts'
import { handedOverAt, isReportVisible } from '../queries/report-visible.ts'
import { storedCases } from '../queries/stored-cases.ts'
import { noSuchReport } from '../report-page.ts'

export function ledgerPartRoutes(router: Router, db: Database): void {
  handle(router, 'GET /reports/:district/:reportId/parts/:part', ({ params, person }) => {
    const { district, reportId, part } = params
    return db.transaction(
      async (tx) => {
        if (!(await isReportVisible(tx, person, district, reportId))) throw noSuchReport(reportId)
        const until = await handedOverAt(tx, person, district, reportId)
        const evaluation = await readEvaluation(tx, district, reportId, {
          clearance: person.clearance,
          until,
        })
        if (!evaluation) throw noPart(part)

        const permit = permitOf(part)
        if (permit) {
          // Only of what the evaluation names: no way to ask about other features.
          const layer = evaluation.layers.find(({ role }) => role === permit.role)
          if (!layer || !evaluation.permits.some(({ beyond }) => beyond === part)) throw noPart(part)
          return partBeyondPermit(tx, district, reportId, layer.layerVersionId, permit.featureId)
        }
        const entry = ledgerEntryOf(part)!
        if (!evaluation.ledger.some((one) => one.entry === entry)) throw noPart(part)
        const hidden = layersBehind(entry).filter((role) => evaluation.hiddenLayers.includes(role))
        if (hidden.length > 0)
          throw new Problem(
            'forbidden',
            `The shape of ${entry} shows layers beyond your clearance: ${hidden.join(', ')}.`,
          )
        return beyondClearance(tx, async () => {
          const { evaluationId } = evaluation
          const [stored] = await storedCases(tx, district, { evaluationId })
          if (!stored)
            throw new Problem(
              'conflict',
              'An earlier release judged this report: judge it again to see its parts.',
            )
          return ledgerPart(tx, district, stored, entry)
        })
      },
      { readOnly: true },
    )
  })
}

const noPart = (part: string) => new Problem('not-found', `The evaluation that holds knows no ${part}.`)
