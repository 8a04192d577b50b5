import path from 'node:path'
import { parseClassMap, type ClassMap } from '../intake/class-map.ts'
import type { ImportLayerPayload, ImportReportsPayload } from './payloads.ts'

/** Refused rows kept in a job's result; the counts are of all. */
export const MAX_PROBLEMS = 1_000

export interface UploadedFile {
  file: string
  fileName: string
  crs?: number
  encoding?: string
  layerName?: string
  classMap?: ClassMap
}

/** The uploaded file and how to read it, as the form said. Throws IntakeError for a class map that is none. */
export function uploadedFile(
  folder: string,
  { upload, fileName, form }: ImportLayerPayload | ImportReportsPayload,
): UploadedFile {
  return {
    file: path.join(folder, path.basename(upload)),
    fileName,
    ...(form.crs !== undefined && { crs: Number(form.crs) }),
    ...(form.encoding && { encoding: form.encoding }),
    ...(form.layerName && { layerName: form.layerName }),
    ...(form.classMap && { classMap: parseClassMap(form.classMap, '字段对照 class map') }),
  }
}
