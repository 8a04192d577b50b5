/** What a report is to others: whether it counts for itself (计数). */
export const STANDINGS = [
  'own', // 独立
  'duplicate', // 重复: an earlier one holds the same ground
  'merged', // 已并入: another leads
  'split', // 已拆分: its parts count
  'undone', // 拆分已撤销: a part whose whole counts again
] as const
export type Standing = (typeof STANDINGS)[number]

/** Merged or split: what is to be done, is done to what it went into. */
export const isHistory = (standing: Standing) =>
  standing === 'merged' || standing === 'split' || standing === 'undone'

/** What a person made of a link that was found. */
export const LINK_STATES = ['found', 'confirmed', 'broken'] as const // 待确认、重复、不重复
export type LinkState = (typeof LINK_STATES)[number]

/** Ways in which a report hangs together with others; what lists are filtered by (关联). */
export const TIES = [
  'straddling', // 跨界
  'duplicate', // 重复: of either report of a link that stands
  'unconfirmed', // 重复待确认: of the later one
  'grouped', // 成组
  'flagged', // 成组达线: a group that reaches a line together, or may
  'history', // 已并入、已拆分: shown only when it is asked for
] as const
export type Tie = (typeof TIES)[number]

/** Whether a group reaches a line together: as far as the platform knows, or if what is open turns out so. */
export const GROUP_FLAGS = ['certain', 'possible'] as const // 成组达线、成组存疑
export type GroupFlag = (typeof GROUP_FLAGS)[number]

/** Why two reports of a group are in it. */
export const GROUP_BASES = ['adjoining', 'id-no', 'phone', 'name'] as const // 相邻、同一证件号、同一电话、同名
export type GroupBasis = (typeof GROUP_BASES)[number]
