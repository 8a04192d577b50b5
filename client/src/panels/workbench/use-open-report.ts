import { ref, shallowRef } from 'vue'
import type { ReportPage } from '../../../../domain/api.ts'
import { call } from '../../api/client.ts'
import { problemText } from '../../text/problem-text.ts'

/** The patch whose page is open. */
export function useOpenReport(district: string) {
  const page = shallowRef<ReportPage | null>(null)
  const openId = ref<string | null>(null)
  const isLoading = ref(false)
  const problem = ref('')

  async function load(reportId: string | null): Promise<void> {
    const isOther = reportId !== openId.value
    openId.value = reportId
    problem.value = ''
    if (isOther) page.value = null
    if (reportId === null) return
    isLoading.value = true
    try {
      const answer = await call('GET /reports/:district/:reportId', { params: { district, reportId } })
      if (openId.value === reportId) page.value = answer
    } catch (error) {
      if (openId.value === reportId) problem.value = problemText(error)
    } finally {
      if (openId.value === reportId) isLoading.value = false
    }
  }

  return {
    page,
    openId,
    isLoading,
    problem,
    load,
    reload: () => load(openId.value),
    /** What an action answered: the page as it stands now. */
    show(answer: ReportPage) {
      if (answer.report.reportId === openId.value) page.value = answer
    },
  }
}
export type OpenReport = ReturnType<typeof useOpenReport>
