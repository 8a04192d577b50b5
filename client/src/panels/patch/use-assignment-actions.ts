import { ElMessageBox } from 'element-plus'
import { computed } from 'vue'
import type { ReportPage } from '../../../../domain/api.ts'
import { write } from '../../api/client.ts'
import { person } from '../../session.ts'
import { t } from '../../text/text.ts'
import { toast } from '../frame/toasts.ts'
import { useWorkbench } from '../workbench/workbench-context.ts'

/** What can be done with the assignment of the open patch. */
export function useAssignmentActions(page: () => ReportPage) {
  const { district, decisions } = useWorkbench()

  const mayAcknowledge = computed(
    () =>
      person.value?.role === 'township' &&
      page().report.state === 'assigned' &&
      page().report.assignedTo?.code === person.value.township,
  )

  async function acknowledge() {
    const { reportId, version } = page().report
    try {
      decisions.settle(
        await write(
          'POST /reports/:district/:reportId/assignment/acknowledge',
          { params: { district, reportId }, body: {} },
          { ifMatch: { reportId, version } },
        ),
      )
      toast(t('tasks.acknowledged'))
    } catch (error) {
      await decisions.refused(error)
    }
  }

  async function withdraw() {
    const { reportId, reportNo, version } = page().report
    const reason = await askWhy(reportNo)
    if (reason === null) return
    try {
      decisions.settle(
        await write(
          'POST /reports/:district/:reportId/assignment/withdraw',
          { params: { district, reportId }, body: { reason } },
          { ifMatch: { reportId, version } },
        ),
      )
      toast(t('assign.withdrawn', { no: reportNo }))
    } catch (error) {
      await decisions.refused(error)
    }
  }

  return { mayAcknowledge, acknowledge, withdraw }
}

async function askWhy(reportNo: string): Promise<string | null> {
  try {
    const answer = await ElMessageBox.prompt(
      t('assign.withdrawWhy', { no: reportNo }),
      t('assign.withdraw'),
      {
        inputType: 'textarea',
        inputValidator: (text) => text.trim() !== '' || t('decide.reasonNeeded'),
        confirmButtonText: t('assign.withdraw'),
        cancelButtonText: t('frame.cancel'),
      },
    )
    return answer.value.trim()
  } catch {
    return null // closed without an answer
  }
}
