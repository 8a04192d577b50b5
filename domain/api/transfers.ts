import { z } from 'zod'
import { may } from '../access.ts'
import { TRANSFER_ACTS, TRANSFER_STATES } from '../transfer.ts'
import { Day, District, endpoints, Id, Named, ReportParams } from './parts.ts'

// Reports handed to other units 移送.

const Unit = z.object({ orgId: Id, code: z.string(), ...Named })

/** A unit to which a report may be transferred. */
export const TransferUnit = Unit.extend({ isCompartment: z.boolean() })

export type TransferUnit = z.output<typeof TransferUnit>

export const Transfer = z.object({
  transferId: z.uuid(),
  district: District,
  reportId: Id,
  reportNo: z.string(),
  to: Unit,
  from: Unit,
  /** Known to its sender, the head of the leading office and the receiving unit alone. */
  isCompartment: z.boolean(),
  ask: z.string(),
  dueOn: Day.nullable(),
  state: z.enum(TRANSFER_STATES),
  askedBy: z.string(),
  askedAt: z.string(),
  sentBy: z.string().nullable(),
  sentAt: z.string().nullable(),
  receivedBy: z.string().nullable(),
  receivedAt: z.string().nullable(),
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  endedAt: z.string().nullable(),
  endReason: z.string().nullable(),
  version: z.number().int(),
  /** What I may do to it. */
  acts: z.array(z.enum(TRANSFER_ACTS)),
})

export type Transfer = z.output<typeof Transfer>

const TransferParams = z.object({ transferId: z.uuid() })

const TransferAnswer = z.object({ transfer: Transfer })

const EndReason = z.object({ reason: z.string().trim().min(1).max(2000) })

export const transfers = endpoints({
  'GET /transfers': {
    summary: 'Transfers that I may know of 移送件',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    response: z.object({ transfers: z.array(Transfer) }),
  },
  'GET /reports/:district/:reportId/transfers': {
    summary: 'Transfers of a report, and the units to which it may go 图斑移送',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: z.object({ transfers: z.array(Transfer), units: z.array(TransferUnit) }),
  },
  'POST /reports/:district/:reportId/transfers': {
    summary: 'Transfer a report to another unit; a compartment waits for the head of the leading office 移送',
    permission: may('report.transfer'),
    scope: 'cases',
    audit: ['transfer.send', 'transfer.propose'],
    idempotent: true,
    params: ReportParams,
    body: z.object({ orgId: Id, ask: z.string().trim().min(1).max(2000), dueOn: Day.nullable() }),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/release': {
    summary: 'Let a compartment leave, as the second person 放行移送',
    permission: ['office'],
    stepUp: true,
    scope: 'cases',
    audit: ['transfer.release'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({}),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/receive': {
    summary: 'My unit has it 接收移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.receive'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({}),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/answer': {
    summary: 'What my unit found or did 反馈移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.answer'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: z.object({ answer: z.string().trim().min(1).max(4000) }),
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/refuse': {
    summary: 'Send it back with the reason 退回移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.refuse'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: EndReason,
    response: TransferAnswer,
  },
  'POST /transfers/:transferId/withdraw': {
    summary: 'Take a transfer back with the reason 撤回移送',
    permission: 'casework',
    scope: 'cases',
    audit: ['transfer.withdraw'],
    idempotent: true,
    ifMatch: 'transferId',
    params: TransferParams,
    body: EndReason,
    response: TransferAnswer,
  },
})
