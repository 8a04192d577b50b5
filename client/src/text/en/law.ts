export const LAW = {
  'threshold.subject': '{name} → {value}',
  'threshold.general': 'general value again',
  'threshold.unset': 'not set',
}
