/** What a merger does to the shape of the report that leads (合并方式). */
export const MERGE_WAYS = [
  'union', // 合并图形: the others' ground becomes its own
  'lead', // 保留主图斑图形
] as const
export type MergeWay = (typeof MERGE_WAYS)[number]

/** Along what a report is cut (拆分方式). */
export const SPLIT_WAYS = [
  'township', // 按乡镇
  'land', // 按地类
  'basic-farmland', // 按永久基本农田
  'drawn', // 按绘制的范围
] as const
export type SplitWay = (typeof SPLIT_WAYS)[number]
