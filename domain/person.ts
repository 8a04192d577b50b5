/** What a person does here (岗位). Organisations, posts and dates come with the identity issue. */
export const PERSON_ROLES = [
  'analyst', // 自然资源局图斑分析员
  'agriculture', // 农业农村局审核员
  'township', // 乡镇（街道）经办人
  'office', // 领导小组办公室
] as const
export type PersonRole = (typeof PERSON_ROLES)[number]
