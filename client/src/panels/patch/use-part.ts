import { onBeforeUnmount, ref, watch } from 'vue'
import type { ReportPage } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { problemText } from '../../text/problem-text.ts'
import { t } from '../../text/text.ts'
import { toast } from '../frame/toasts.ts'
import { useWorkbench } from '../workbench/workbench-context.ts'

/**
 * The ground of the open patch that is drawn on the map: an entry of its ledger, or what lies beyond a permit, by the name that
 * the contract has for it. One at a time; asked for again, it goes.
 */
export function usePart(page: () => ReportPage) {
  const { district, part } = useWorkbench()
  const shown = ref<string | null>(null)

  function clear() {
    shown.value = null
    part.value = null
  }

  async function toggle(name: string) {
    if (shown.value === name) {
      clear()
      return
    }
    shown.value = name
    part.value = null
    try {
      const { reportId } = page().report
      const { geometry } = await call('GET /reports/:district/:reportId/parts/:part', {
        params: { district, reportId, part: name },
      })
      // Meanwhile another may have been asked for.
      if (shown.value !== name) return
      part.value = geometry
      if (geometry === null) toast(t('part.nothing'), 'warning')
    } catch (error) {
      if (shown.value === name) clear()
      toast(problemText(error), 'error')
    }
  }

  watch(page, clear)
  onBeforeUnmount(clear)
  return { shown, toggle }
}
