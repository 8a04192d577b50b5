/**
 * 发布前预览: what reports share with a layer now, and with another version of it. Borders that were only drawn anew, or rounded
 * otherwise, move less than this, and land.overlay looks beside a report below it; what moves more is told report by report.
 */
export const TOLD_ABOVE_M2 = 1

/** What two engines may differ by (docs/adr/0027): below it nothing is told at all. */
export const SEEN_ABOVE_M2 = 0.01
