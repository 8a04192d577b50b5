import type { ProblemCode } from './problem.ts'

/** Why a file is not read, as a closed list; each with the problem that the API answers. */
export const INTAKE_PROBLEMS = {
  'file-missing': 'file-unreadable',
  'file-empty': 'file-unreadable',
  'bad-encoding': 'file-unreadable',
  'not-json': 'file-unreadable',
  'not-geojson': 'file-unreadable',
  'no-features': 'file-unreadable',
  'unknown-format': 'unsupported-media',
  'zip-refused': 'file-unreadable',
  'shapefile-incomplete': 'file-unreadable',
  'several-layers': 'file-unreadable',
  'layer-missing': 'file-unreadable',
  unreadable: 'file-unreadable',
  'crs-unknown': 'unknown-crs',
  'crs-needs-parameters': 'unknown-crs',
  'class-map-invalid': 'invalid-request',
  'wrong-role': 'wrong-role',
  'says-secret': 'secret-data',
} as const satisfies Record<string, ProblemCode>
export type IntakeProblemCode = keyof typeof INTAKE_PROBLEMS

/** What a reader of the result should know of how the file was read. */
export const INTAKE_NOTICES = {
  'datum-equated': {
    zh: '坐标系不是 2000 国家大地坐标系，已等同处理：可供显示与筛查，不作勘测依据',
    en: 'The datum is not CGCS2000 and was treated as if it were: good for maps and screening, not as survey evidence.',
  },
  'encoding-guessed': {
    zh: '属性表未声明编码，按内容判定',
    en: 'The attribute table names no encoding; it was told from its content.',
  },
} as const
export type IntakeNotice = keyof typeof INTAKE_NOTICES

/** A file that is not taken; the message names it and the way out. */
export class IntakeError extends Error {
  override name = 'IntakeError'
  readonly code: IntakeProblemCode

  constructor(code: IntakeProblemCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
