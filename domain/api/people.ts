import { z } from 'zod'
import { LABELS } from '../label.ts'
import { ACCOUNT_STATUSES, ORGANISATION_KINDS, PERSON_ROLES } from '../person.ts'
import { Day, endpoints, Id, Named, PersonName, Phone, Reason, Word } from './parts.ts'

// Units, accounts, posts and deputies 机构、账号、岗位.

export const Organisation = z.object({
  orgId: Id,
  code: z.string(),
  kind: z.enum(ORGANISATION_KINDS),
  ...Named,
  township: z.string().nullable(),
  /** 联络人 and 负责人, whom the notice asks each unit to name. */
  liaison: PersonName.nullable(),
  head: PersonName.nullable(),
  people: z.number().int(),
  version: z.number().int(),
})

export type Organisation = z.output<typeof Organisation>

const DeputyItem = z.object({
  deputyId: Id,
  person: PersonName,
  validFrom: Day,
  validTo: Day,
  reason: z.string(),
  version: z.number().int(),
})

export const PostItem = z.object({
  postId: Id,
  role: z.enum(PERSON_ROLES),
  clearance: z.enum(LABELS),
  org: z.object({ orgId: Id, code: z.string(), ...Named }),
  validFrom: Day,
  validTo: Day.nullable(),
  deputies: z.array(DeputyItem),
  version: z.number().int(),
})

/** An account, as those who keep accounts see it: never a password, not even its hash. */
export const Account = PersonName.extend({
  login: z.string(),
  /** Of the office; masked. */
  phone: z.string().nullable(),
  status: z.enum(ACCOUNT_STATUSES),
  lockedUntil: z.string().nullable(),
  /** Since when there is a second factor; null without one. */
  factorSince: z.string().nullable(),
  recoveryLeft: z.number().int(),
  /** Who the person is at identity providers. */
  identities: z.array(z.object({ issuer: z.string(), subject: z.string() })),
  lastUsedAt: z.string().nullable(),
  posts: z.array(PostItem),
  version: z.number().int(),
})

export type Account = z.output<typeof Account>

/** A link that sets a first password: one use, one day. The token is shown once and stored as a hash. */
const Activation = z.object({ token: z.string(), expiresAt: z.string() })

const Accounts = z.object({ accounts: z.array(Account) })

/** A backup was made, restored elsewhere and compared; times in seconds. */
export const DrillItem = z.object({
  drillId: Id,
  startedAt: z.string(),
  ok: z.boolean(),
  /** Until all was restored and compared. */
  rtoSeconds: z.number().nonnegative(),
  /** Work that would have been lost. */
  rpoSeconds: z.number().nonnegative(),
  bytes: z.number().nonnegative(),
  differences: z.array(z.string()),
})

export type DrillItem = z.output<typeof DrillItem>

export const people = endpoints({
  'GET /drills': {
    summary: 'Drills of restoring a backup, the newest first 恢复演练',
    permission: ['sysadmin', 'secadmin', 'auditor'],
    scope: 'none',
    audit: 'none:read',
    response: z.object({ drills: z.array(DrillItem) }),
  },
  'GET /organisations': {
    summary: 'Units of the mechanism 成员单位',
    permission: ['sysadmin', 'secadmin', 'auditor', 'office'],
    scope: 'accounts',
    audit: 'none:read',
    response: z.object({ organisations: z.array(Organisation) }),
  },
  'POST /organisations/:orgId': {
    summary: 'Name a unit, its liaison and its head 修改单位',
    permission: ['sysadmin'],
    scope: 'accounts',
    audit: ['organisation.change'],
    ifMatch: 'orgId',
    params: z.object({ orgId: Id }),
    body: z.object({ nameZh: Word, nameEn: Word, liaisonId: Id.nullable(), headId: Id.nullable() }),
    response: z.object({ organisations: z.array(Organisation) }),
  },
  'GET /accounts': {
    summary: 'Accounts with their posts 账号',
    permission: ['sysadmin', 'secadmin', 'auditor'],
    scope: 'accounts',
    audit: 'none:read',
    response: Accounts,
  },
  'POST /accounts': {
    summary: 'Invite a person; he may do nothing before he is given a post 新建账号',
    permission: ['sysadmin'],
    scope: 'accounts',
    audit: ['account.invite'],
    body: z.object({
      login: z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[a-z][a-z0-9._-]{2,39}$/),
      nameZh: Word,
      nameEn: Word,
      phone: Phone.nullable(),
    }),
    response: z.object({ account: Account, activation: Activation }),
  },
  'POST /accounts/:personId/activation': {
    summary: 'A new activation link; the password of before no longer serves 重发激活链接',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.new-link'],
    params: z.object({ personId: Id }),
    response: z.object({ account: Account, activation: Activation }),
  },
  'POST /accounts/:personId/status': {
    summary: 'Disable an account, or enable it again; acts on the next request 停用、启用账号',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.disable', 'account.enable'],
    params: z.object({ personId: Id }),
    body: z.object({ isDisabled: z.boolean() }),
    response: Accounts,
  },
  'POST /accounts/:personId/phone': {
    summary: 'Set the work phone; stored encrypted 修改办公电话',
    permission: ['sysadmin'],
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.phone'],
    params: z.object({ personId: Id }),
    body: z.object({ phone: Phone.nullable() }),
    response: Accounts,
  },
  'POST /accounts/:personId/unmask': {
    summary: 'See the work phone in plain text, with a reason 查看办公电话',
    permission: ['sysadmin', 'secadmin'],
    scope: 'accounts',
    audit: ['account.unmask'],
    params: z.object({ personId: Id }),
    body: z.object({ reason: Reason }),
    response: z.object({ phone: z.string().nullable() }),
  },
  'POST /accounts/:personId/unlock': {
    summary: 'Unlock after failed sign-ins 解锁账号',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['account.unlock'],
    params: z.object({ personId: Id }),
    response: Accounts,
  },
  'POST /accounts/:personId/second-factor/reset': {
    summary: 'Take a lost second factor away; ends every session 重置第二因素',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['factor.reset'],
    params: z.object({ personId: Id }),
    response: Accounts,
  },
  'POST /accounts/:personId/identity': {
    summary: 'Bind who somebody is at the identity provider (sub), or unbind it 绑定统一认证身份',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['identity.bind', 'identity.unbind'],
    params: z.object({ personId: Id }),
    body: z.object({ subject: z.string().trim().min(1).max(255).nullable() }),
    response: Accounts,
  },
  'POST /accounts/:personId/posts': {
    summary: 'Give a person a post 授予岗位',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'personId',
    scope: 'accounts',
    audit: ['post.grant'],
    params: z.object({ personId: Id }),
    body: z.object({
      orgId: Id,
      role: z.enum(PERSON_ROLES),
      /** What is usual for the role where it is not said. */
      clearance: z.enum(LABELS).optional(),
      validFrom: Day,
      validTo: Day.nullable(),
    }),
    response: Accounts,
  },
  'POST /posts/:postId/revoke': {
    summary: 'Take a post back; acts on the next request 收回岗位',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'postId',
    scope: 'accounts',
    audit: ['post.revoke'],
    params: z.object({ postId: Id }),
    response: Accounts,
  },
  'POST /posts/:postId/deputies': {
    summary: 'Let somebody act for an absent officer 指定代理',
    permission: ['secadmin'],
    stepUp: true,
    ifMatch: 'postId',
    scope: 'accounts',
    audit: ['deputy.name'],
    params: z.object({ postId: Id }),
    body: z.object({ personId: Id, validFrom: Day, validTo: Day, reason: z.string().trim().min(1).max(500) }),
    response: Accounts,
  },
  'POST /deputies/:deputyId/end': {
    summary: 'End a deputy’s time 终止代理',
    permission: ['secadmin'],
    ifMatch: 'deputyId',
    scope: 'accounts',
    audit: ['deputy.end'],
    params: z.object({ deputyId: Id }),
    response: Accounts,
  },
})
