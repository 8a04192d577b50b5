import { z } from 'zod'
import { may } from '../access.ts'
import {
  ATTRIBUTE_FORMS,
  CHECK_BASES,
  CHECKED_ATTRIBUTES,
  MOST_TEXT,
  type AttributeForm,
  type CheckedAttribute,
} from '../report-attributes.ts'
import { Day, endpoints, ReportParams } from './parts.ts'
import { ReportPage } from './reports.ts'

function schemaOf(form: AttributeForm) {
  switch (form.kind) {
    case 'choice':
      return z.enum(form.codes as [string, ...string[]])
    case 'flag':
      return z.boolean()
    case 'number':
      return (form.isWhole ? z.number().int() : z.number()).min(0).max(form.most)
    case 'text':
      return z.string().trim().min(1).max(MOST_TEXT)
    case 'day':
      return Day
  }
}

type Value = string | number | boolean

/** What was found, attribute by attribute; null takes back what was known. */
const Found = z
  .strictObject(
    Object.fromEntries(
      CHECKED_ATTRIBUTES.map((name) => [name, schemaOf(ATTRIBUTE_FORMS[name]).nullable().optional()]),
    ) as unknown as Record<CheckedAttribute, z.ZodOptional<z.ZodNullable<z.ZodType<Value, Value>>>>,
  )
  .refine((found) => Object.keys(found).length > 0, 'nothing was found')

export const checks = endpoints({
  'POST /reports/:district/:reportId/checks': {
    summary: 'Write down what a check of the report found; it is judged again at once 填写核查信息',
    permission: may('report.check'),
    scope: 'cases',
    audit: ['report.check'],
    idempotent: true,
    ifMatch: 'reportId',
    params: ReportParams,
    body: z.object({
      found: Found,
      basis: z.enum(CHECK_BASES),
      /** The day on which it was looked at. */
      checkedOn: Day,
      note: z.string().trim().max(2000).default(''),
    }),
    response: ReportPage,
  },
})
