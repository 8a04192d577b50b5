import { whole } from '../../format/area.ts'
import { t } from '../../text/text.ts'
import { announce } from '../frame/announce.ts'
import { mayAssign, mayDecide } from '../frame/rights.ts'
import { toast } from '../frame/toasts.ts'
import { DECISION_KEYS } from '../patch/decision-keys.ts'
import { useKeys, type KeyActions } from './use-keys.ts'
import type { Workbench } from './workbench-context.ts'

/** The keys of the workbench. The help dialog and the buttons name the same. */
export function useWorkbenchKeys(workbench: Workbench): void {
  const { list, open, decisions, selection, map, tool, assigning, isHelpOpen, openReport, closeReport } =
    workbench

  async function step(steps: number) {
    const row = await list.neighbour(open.openId.value, steps)
    if (!row) return
    openReport(row.reportId)
    const place = (list.places.value.get(row.reportId) ?? 0) + 1
    announce(
      t('list.place', { no: row.reportNo, place: whole(place), total: whole(list.head.value?.total ?? 0) }),
    )
  }

  function fit() {
    const bounds = open.page.value?.report.bounds
    const everything = list.head.value?.bounds
    if (bounds) map.value?.fitReport(bounds)
    else if (everything) map.value?.fit(everything)
  }

  function assign() {
    if (!mayAssign.value) return
    const report = open.page.value?.report
    if (selection.count.value > 0) assigning.value = selection.versions.value
    else if (report) assigning.value = new Map([[report.reportId, report.version]])
  }

  function escape() {
    if (tool.value !== 'none') tool.value = 'none'
    else if (workbench.identifyAt.value) workbench.identifyAt.value = null
    else if (open.openId.value) closeReport()
    else selection.clear()
  }

  /** With a township, and not to be decided anew until it is taken back. */
  const isOut = () => {
    const state = open.page.value?.report.state
    return state === 'assigned' || state === 'acknowledged'
  }

  const decide: KeyActions = Object.fromEntries(
    DECISION_KEYS.map(([key, decision]) => [
      key,
      () => {
        if (!mayDecide.value) return
        if (isOut()) toast(t('patch.isOut'), 'warning')
        else void decisions.decide(decision)
      },
    ]),
  )

  useKeys({
    ...decide,
    j: () => void step(1),
    k: () => void step(-1),
    a: assign,
    f: fit,
    m: () => (tool.value = tool.value === 'measure' ? 'none' : 'measure'),
    '0': fit,
    '+': () => map.value?.zoomBy(1),
    '=': () => map.value?.zoomBy(1),
    '-': () => map.value?.zoomBy(-1),
    z: () => void decisions.undo(),
    '/': () => document.getElementById('search')?.focus(),
    '?': () => (isHelpOpen.value = true),
    Escape: escape,
  })
}
