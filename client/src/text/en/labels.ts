export const LABELS_TEXT = {
  'import.label': 'Label',
  'import.releaseNo': 'Release number',
  'import.releaseNoOptional': 'Release number (optional)',
  'import.accuracy': 'Positional accuracy (± m)',
  'import.accuracyHint': 'As its maker states it; empty: the threshold',
  'import.releaseNoHint': 'e.g. Jin Natural Resources letter 2024 no. 7',
  'import.notSecret': 'I confirm that the file holds no state secret',
  'import.notSecretHint':
    'Your name is kept with the layer. A file whose name, source or attributes say secret, confidential or top secret (in Chinese) is refused.',
  'layers.accuracy': 'accuracy ±{m} m',
  'layers.notSecretBy': 'not secret, says {who}',
  'fact.beyondClearance': 'beyond your clearance: area only',
  'fact.hidden':
    'Used and beyond your clearance: {layers}. Only their area is shown; the verdict is by all layers.',
  'text.comma': ', ',
  'admin.clearance': 'Clearance',
  'clearance.public': 'reads what is public',
  'clearance.internal': 'reads up to internal',
  'clearance.sensitive': 'reads up to sensitive',
  'clearance.important': 'reads all levels',
} as const
