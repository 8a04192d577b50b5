import { z } from 'zod'
import { may } from '../access.ts'
import { MISSING_EVIDENCE, type MissingEvidence } from '../rule.ts'
import { endpoints, Id, ReportParams } from './parts.ts'
import { ReportPage } from './reports.ts'

// Findings that officers raise from documents 手工提出线索.

const EVIDENCE = Object.keys(MISSING_EVIDENCE) as [MissingEvidence, ...MissingEvidence[]]
const Words = z.string().trim().min(2).max(2000)

export const raised = endpoints({
  'POST /reports/:district/:reportId/findings': {
    summary: 'Raise a finding from documents, with its checklist 手工提出线索',
    permission: may('finding.raise'),
    scope: 'cases',
    audit: ['finding.raise'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({
      ruleId: z.string().regex(/^[A-Z]{2}-\d{2}$/),
      /** Of the rule's checklist, what was found. */
      checked: z.array(z.enum(EVIDENCE)).min(1).max(20),
      note: Words,
      /** Photos and papers of the report that show it. */
      evidenceIds: z.array(Id).max(100).default([]),
    }),
    response: ReportPage,
  },
  'POST /reports/:district/:reportId/findings/:raisedId/withdraw': {
    summary: 'Withdraw a finding that was raised by hand 撤回手工线索',
    permission: may('finding.raise'),
    scope: 'cases',
    audit: ['finding.withdraw'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams.extend({ raisedId: Id }),
    body: z.object({ reason: Words }),
    response: ReportPage,
  },
})
