import type { ProblemCode } from './problem.ts'

/** Why a file is not read, as a closed list; each with the problem that the API answers. */
export const INTAKE_PROBLEMS = {
  'file-missing': 'file-unreadable',
  'file-empty': 'file-unreadable',
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
} as const satisfies Record<string, ProblemCode>
export type IntakeProblemCode = keyof typeof INTAKE_PROBLEMS

/** A file that is not taken; the message names it and the way out. */
export class IntakeError extends Error {
  override name = 'IntakeError'
  readonly code: IntakeProblemCode

  constructor(code: IntakeProblemCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
