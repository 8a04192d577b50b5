import { ref, shallowRef } from 'vue'
import type { ReportPage, ReportRow } from '../../../../domain/api.ts'
import type { Decision } from '../../../../domain/report.ts'
import { ApiError, type Standing } from '../../api/api-error.ts'
import { write } from '../../api/client.ts'
import { instant } from '../../format/day.ts'
import { overtakenText, problemText } from '../../text/problem-text.ts'
import { t } from '../../text/text.ts'
import { announce } from '../frame/announce.ts'
import { dismissActions, toast } from '../frame/toasts.ts'
import type { OpenReport } from './use-open-report.ts'
import type { ReportList } from './use-report-list.ts'

interface Pending {
  page: ReportPage
  decision: Decision
}

/** Deciding: one key, at once, taken back with another; a reason only where the server asks for one. */
export function useDecisions(list: ReportList, open: OpenReport, goTo: (reportId: string) => void) {
  const isBusy = ref(false)
  /** The decision that waits for its reason. */
  const wantsReason = shallowRef<Pending | null>(null)
  let newest: { reportId: string; reportNo: string; version: number } | null = null

  async function decide(decision: Decision, reason = '', page = open.page.value): Promise<void> {
    if (!page || isBusy.value) return
    isBusy.value = true
    const { reportId, reportNo, version } = page.report
    const next = await list.neighbour(reportId, 1).catch(() => null)
    try {
      const answer = await write(
        'POST /reports/:district/:reportId/decisions',
        { params: { district: list.district, reportId }, body: { decision, reason } },
        { ifMatch: { reportId, version } },
      )
      wantsReason.value = null
      settle(answer)
      newest = { reportId, reportNo, version: answer.report.version }
      const words = t('decide.done', { no: reportNo, decision: t(`decision.${decision}`) })
      toast(words, 'done', { label: t('decide.undo'), run: () => void undo() })
      announce(words)
      if (next && next.reportId !== reportId) goTo(next.reportId)
    } catch (error) {
      if (error instanceof ApiError && error.blames('/reason')) wantsReason.value = { page, decision }
      else await refused(error)
    } finally {
      isBusy.value = false
    }
  }

  async function undo(): Promise<void> {
    if (!newest || isBusy.value) return
    isBusy.value = true
    const { reportId, reportNo, version } = newest
    newest = null
    dismissActions()
    try {
      const answer = await write(
        'POST /reports/:district/:reportId/decisions/undo',
        { params: { district: list.district, reportId }, body: {} },
        { ifMatch: { reportId, version } },
      )
      settle(answer)
      toast(t('decide.undone', { no: reportNo }))
      announce(t('decide.undone', { no: reportNo }))
      goTo(reportId)
    } catch (error) {
      await refused(error)
    } finally {
      isBusy.value = false
    }
  }

  /** The page and the row as they stand now; counts and tiles follow. */
  function settle(answer: ReportPage): void {
    list.replaceRow(answer.report)
    open.show(answer)
    void list.load(false)
  }

  /** Somebody else was quicker: say who and what, and show what stands now. */
  async function refused(error: unknown): Promise<void> {
    const code = error instanceof ApiError ? error.code : null
    if (code === 'precondition-failed' || code === 'conflict')
      await Promise.all([open.reload(), list.load(false)])
    const standing = error instanceof ApiError ? error.standing<{ report: ReportRow }>() : null
    toast(standing ? overtakenWords(standing) : problemText(error), standing ? 'warning' : 'error')
  }

  return { isBusy, wantsReason, decide, undo, settle, refused, goTo }
}

function overtakenWords(standing: Standing & { report: ReportRow }): string {
  const { changedBy, changedAt, report } = standing
  if (changedBy === null || changedAt === null || report.state !== 'decided' || !report.decision)
    return `${overtakenText(standing)} ${t(`state.${report.state}`)}`
  const decision = t(`decision.${report.decision}`)
  return t('decide.overtaken', { who: changedBy, when: instant(changedAt), decision })
}

export type Decisions = ReturnType<typeof useDecisions>
