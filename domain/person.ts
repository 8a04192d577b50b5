/** What a person does here (岗位): held as a post in an organisation, from one day to another. */
export const CASE_ROLES = [
  'analyst', // 自然资源局图斑分析员
  'agriculture', // 农业农村局审核员
  'township', // 乡镇（街道）经办人
  'office', // 领导小组办公室
  'officer', // 其他成员单位经办人
] as const

/** 三员: they run the platform and see no case; nobody holds two of these posts, or one beside a post with cases. */
export const PLATFORM_ROLES = [
  'sysadmin', // 系统管理员: organisations, accounts, settings
  'secadmin', // 安全管理员: posts, unlocking, ending sessions
  'auditor', // 审计管理员: reads and verifies the trail
] as const

export const PERSON_ROLES = [...CASE_ROLES, ...PLATFORM_ROLES] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

export const ORGANISATION_KINDS = ['office', 'member', 'township', 'platform'] as const
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number]

/** Whether an organisation may have such a post: the roles of two bureaus and of the office are theirs alone. */
export function mayHold(role: PersonRole, { code, kind }: { code: string; kind: OrganisationKind }): boolean {
  switch (role) {
    case 'analyst':
      return code === 'NR'
    case 'agriculture':
      return code === 'AG'
    case 'township':
      return kind === 'township'
    case 'office':
      return kind === 'office'
    case 'officer':
      return kind === 'member'
    default:
      return kind === 'platform'
  }
}

/** invited 待激活: has no password yet; disabled 已停用: may not sign in. */
export const ACCOUNT_STATUSES = ['invited', 'active', 'disabled'] as const
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number]
