export const LAW = {
  'threshold.subject': '{name} → {value}',
  'threshold.general': '恢复通用值',
  'threshold.unset': '未定',
}
