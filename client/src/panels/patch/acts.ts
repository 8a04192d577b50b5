import type { ReportPage } from '../../../../domain/api.ts'
import { t } from '../../text/text.ts'

export interface Act {
  at: string
  who: string
  what: string
  more?: string
}

/** Who checked it. */
export const checksOf = ({ checks }: Pick<ReportPage, 'checks'>): Act[] =>
  checks.map((one) => ({
    at: one.checkedAt,
    who: one.checkedBy,
    what: t('timeline.checked', { basis: t(`checkBasis.${one.basis}`) }),
    more: one.note,
  }))

/** Who decided and did what with the report, the first first. */
export const actsOf = ({
  decisions,
  overrides,
  assignments,
}: Pick<ReportPage, 'decisions' | 'overrides' | 'assignments'>): Act[] =>
  [
    ...decisions.flatMap(({ decision, reason, decidedBy, decidedAt, undoneBy, undoneAt }): Act[] => [
      {
        at: decidedAt,
        who: decidedBy,
        what: t('timeline.decided', { decision: t(`decision.${decision}`) }),
        more: reason,
      },
      ...(undoneAt
        ? [
            {
              at: undoneAt,
              who: undoneBy ?? '',
              what: t('timeline.undone', { decision: t(`decision.${decision}`) }),
            },
          ]
        : []),
    ]),
    ...overrides.flatMap((one): Act[] => [
      {
        at: one.madeAt,
        who: one.madeBy,
        what: t('timeline.overridden', {
          rule: one.ruleId,
          category: t(`overrideCategory.${one.category}`),
        }),
        more: one.reason,
      },
      ...(one.endedAt && one.endedHow === 'withdrawn'
        ? [
            {
              at: one.endedAt,
              who: one.endedBy ?? '',
              what: t('timeline.overrideWithdrawn', { rule: one.ruleId }),
              more: one.endReason ?? '',
            },
          ]
        : []),
    ]),
    ...assignments.flatMap((one): Act[] => [
      {
        at: one.assignedAt,
        who: one.assignedBy,
        what: t('timeline.assigned', { township: one.township.name, day: one.dueOn }),
        more: one.task,
      },
      ...(one.acknowledgedAt
        ? [
            {
              at: one.acknowledgedAt,
              who: one.acknowledgedBy ?? '',
              what: t('timeline.acknowledged', { township: one.township.name }),
            },
          ]
        : []),
      ...(one.withdrawnAt
        ? [{ at: one.withdrawnAt, who: '', what: t('timeline.withdrawn', { township: one.township.name }) }]
        : []),
    ]),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
