/** What a township's share of a patch is to the patch (跨界图斑). */
export const SHARE_PARTS = [
  'lead', // 主办: the largest share
  'assist', // 协办: large enough to matter
  'outside', // 区外/未划: in no township
  'noise', // 误差内: so little that the border may simply lie elsewhere
] as const
export type SharePart = (typeof SHARE_PARTS)[number]
