import type { ExportFormat } from '../../domain/export.ts'
import type { Label } from '../../domain/label.ts'
import { Problem } from '../../domain/problem.ts'
import { record } from '../audit/record.ts'
import { makeReady } from '../queries/exports.ts'
import type { Approval } from '../queries/approvals.ts'
import { bothNames, type Executor } from './executor.ts'

/** What is kept of the question; why it is wanted is its reason. */
export interface ExportQuestion {
  exportId: string
  format: ExportFormat
  rows: number
  label: Label
  recipient: string
  /** As the list's address carries it. */
  filter: string
}

const questionOf = ({ payload }: Approval) => payload as unknown as ExportQuestion

/** 导出: whoever asked for it may take the file from now on. */
export const releaseExport: Executor = {
  async execute(tx, approved) {
    const { approval, by } = approved
    const { district, stream, object, reason } = approval
    const { exportId, rows, label } = questionOf(approval)
    if (!(await makeReady(tx, district, exportId)))
      throw new Problem('conflict', `The export ${exportId} may be taken already.`)
    const detail = { ...bothNames(approved), rows, label }
    await record(tx, { stream, by, action: 'export.release', object, reason, detail })
  },
  evidence(_db, approval) {
    const { format, rows, label, recipient, filter } = questionOf(approval)
    return Promise.resolve({
      facts: [
        { key: 'rows', unit: 'count', now: null, then: rows },
        { key: 'label', unit: 'label', now: null, then: label },
        { key: 'recipient', unit: 'text', now: null, then: recipient },
        { key: 'format', unit: 'text', now: null, then: format },
        { key: 'filter', unit: 'text', now: null, then: filter },
      ],
      bounds: null,
      layerVersionId: null,
      reportId: null,
    })
  },
}
