import { z } from 'zod'
import { may } from '../access.ts'
import { PARTY_ROLES } from '../party.ts'
import { District, empty, endpoints, Id, IdNo, PartyInput, Phone, Reason, ReportParams } from './parts.ts'

// People whom a report names 当事人、举报人.

/** Somebody whom a report names: masked, and after his period a pseudonym. What the caller may not know of is null. */
export const PartyItem = z.object({
  partyId: z.uuid(),
  role: z.enum(PARTY_ROLES),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  idNo: z.string().nullable(),
  pseudonym: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
})

export type PartyItem = z.output<typeof PartyItem>

const Parties = z.object({ parties: z.array(PartyItem) })

const PartyParams = ReportParams.extend({ partyId: z.uuid() })

export const parties = endpoints({
  'GET /reports/:district/:reportId/parties': {
    summary: 'People whom a report names, masked 当事人、举报人（遮蔽）',
    permission: may('party.read'),
    scope: 'cases',
    audit: 'none:read',
    params: ReportParams,
    response: Parties,
  },
  'POST /reports/:district/:reportId/parties': {
    summary: 'Name a reporter or a party; stored encrypted 登记举报人、当事人',
    permission: may('party.edit'),
    scope: 'cases',
    audit: ['party.add'],
    idempotent: true,
    params: ReportParams,
    body: PartyInput,
    response: Parties,
  },
  'POST /reports/:district/:reportId/parties/:partyId/unmask': {
    summary: 'See somebody in plain text, with a reason; in this answer and nowhere else 查看当事人信息',
    permission: may('party.unmask'),
    scope: 'cases',
    audit: ['party.unmask'],
    params: PartyParams,
    body: z.object({ reason: Reason }),
    response: z.object({
      name: z.string().nullable(),
      phone: z.string().nullable(),
      idNo: z.string().nullable(),
    }),
  },
  'POST /reports/:district/:reportId/parties/:partyId/remove': {
    summary: 'Remove somebody who was named wrongly 删除登记有误的人员',
    permission: may('party.edit'),
    scope: 'cases',
    audit: ['party.remove'],
    params: PartyParams,
    body: z.object({ reason: Reason }),
    response: Parties,
  },
  'POST /parties/search': {
    summary: 'Reports that name somebody of exactly this phone or ID number 按电话或证件号查图斑',
    permission: may('party.unmask'),
    scope: 'cases',
    audit: ['party.search'],
    body: z
      .object({ district: District, phone: empty(Phone), idNo: empty(IdNo) })
      .refine(({ phone, idNo }) => (phone === null) !== (idNo === null), 'a phone or an ID number'),
    response: z.object({
      reports: z.array(z.object({ reportId: Id, reportNo: z.string(), party: PartyItem })),
    }),
  },
})
