import { IntakeError } from '../../../domain/intake-problem.ts'

/** The coordinate system that a file's numbers are read in. */
export interface FileCrs {
  /** Null where the file describes a system without naming its code. */
  epsg: number | null
  /** `EPSG:4526`, or the file's own words. */
  name: string
  /** True where neither the file nor its sender says it, and the format has a default. */
  assumed: boolean
}

/** Codes of Xi'an 80, Beijing 54 and New Beijing, as [first, last]. */
const NEEDS_PARAMETERS = [
  [2327, 2390],
  [2401, 2442],
  [4214, 4214],
  [4555, 4555],
  [4568, 4589],
  [4610, 4610],
  [4652, 4656],
  [4766, 4800],
  [4812, 4812],
  [4822, 4822],
  [21413, 21423],
  [21453, 21463],
  [21473, 21483],
] as const

const NEEDS_PARAMETERS_DATUM = /DATUM\["[^"]*(xian|beijing)/i
const IS_CGCS2000 = /DATUM\["[^"]*(China[ _]?2000|China Geodetic Coordinate System 2000|CGCS[ _]?2000)/i
const CGCS2000_CODES = [[4490, 4554]] as const

const isAmong = (code: number, ranges: readonly (readonly [number, number])[]) =>
  ranges.some(([first, last]) => code >= first && code <= last)

/**
 * The system named by its EPSG code. Throws crs-needs-parameters for Xi'an 80 and Beijing 54: they lie tens of metres
 * from CGCS2000, and PROJ passes them through unchanged.
 */
export function crsOfCode(epsg: number, file: string): FileCrs {
  if (isAmong(epsg, NEEDS_PARAMETERS)) throw needsParameters(file)
  return { epsg, name: `EPSG:${epsg}`, assumed: false }
}

/** The system that a WKT text describes; throws as `crsOfCode` does. */
export function crsOfWkt(wkt: string, file: string): FileCrs {
  if (NEEDS_PARAMETERS_DATUM.test(wkt)) throw needsParameters(file)
  const code = /ID\["EPSG",(\d+)\]\]\s*$/.exec(wkt)?.[1]
  if (code) return crsOfCode(Number(code), file)
  return { epsg: null, name: /^\w+\["([^"]+)"/.exec(wkt)?.[1] ?? 'unnamed', assumed: false }
}

/** Whether the numbers are on the platform's own datum. */
export const isCgcs2000 = ({ epsg }: FileCrs, wkt: string | null) =>
  epsg === null ? wkt !== null && IS_CGCS2000.test(wkt) : isAmong(epsg, CGCS2000_CODES)

const needsParameters = (file: string) =>
  new IntakeError(
    'crs-needs-parameters',
    `${file} is in Xi'an 80 or Beijing 54, tens of metres from CGCS2000: have it transformed with the official local parameters first.`,
  )
