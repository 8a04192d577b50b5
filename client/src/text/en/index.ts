import type { TextKey } from '../zh/index.ts'
import { ADMIN } from './admin.ts'
import { APPROVALS } from './approvals.ts'
import { AUDIT } from './audit.ts'
import { CATALOGUE } from './catalogue.ts'
import { CHECKS } from './checks.ts'
import { EVIDENCE } from './evidence.ts'
import { EXPLAIN } from './explain.ts'
import { EXPORTS } from './exports.ts'
import { FIELDS } from './fields.ts'
import { FRAME } from './frame.ts'
import { INTAKE } from './intake.ts'
import { LABELS_TEXT } from './labels.ts'
import { LAW } from './law.ts'
import { OVERRIDES } from './overrides.ts'
import { PARTIES } from './parties.ts'
import { PATCH } from './patch.ts'
import { POWER } from './power.ts'
import { PREVIEW } from './preview.ts'
import { RAISED } from './raised.ts'
import { RULE_WORDS } from './rules.ts'
import { SIGN_IN } from './sign-in.ts'
import { TIES } from './ties.ts'
import { TRANSFER } from './transfer.ts'
import { WORDS } from './words.ts'
import { WORKBENCH } from './workbench.ts'

export const EN: Readonly<Record<TextKey, string>> = {
  ...WORDS,
  ...FRAME,
  ...WORKBENCH,
  ...PATCH,
  ...RAISED,
  ...PARTIES,
  ...INTAKE,
  ...FIELDS,
  ...ADMIN,
  ...EVIDENCE,
  ...SIGN_IN,
  ...AUDIT,
  ...TRANSFER,
  ...TIES,
  ...POWER,
  ...LAW,
  ...PREVIEW,
  ...APPROVALS,
  ...EXPORTS,
  ...EXPLAIN,
  ...OVERRIDES,
  ...LABELS_TEXT,
  ...RULE_WORDS,
  ...CHECKS,
  ...CATALOGUE,
}
