import type { Answer } from '../../../domain/api.ts'
import type { ProblemDetails } from '../../../domain/problem.ts'
import { ApiError } from './api-error.ts'
import { refusal } from './client.ts'
import { urlOf } from './url.ts'

type Route = 'POST /reports/:district/:reportId/evidence'

export interface EvidenceToSend {
  district: string
  reportId: string
  /** The same however often it must be sent. */
  clientUuid: string
  file: File
  /** 见证人; empty where there is none. */
  witness: string
}

/** Sends a photo or a paper, and tells how far it is (0 to 1): fetch does not say, so this is the older way. */
export function sendEvidence(
  { district, reportId, clientUuid, file, witness }: EvidenceToSend,
  onProgress: (share: number) => void,
): Promise<Answer<Route>> {
  const route: Route = 'POST /reports/:district/:reportId/evidence'
  const form = new FormData()
  form.append('clientUuid', clientUuid)
  if (witness !== '') form.append('witness', witness)
  form.append('file', file, file.name)
  const request = new XMLHttpRequest()
  request.open('POST', urlOf(route, { district, reportId }))
  request.responseType = 'text'
  request.setRequestHeader('x-requested-by', 'tuban')
  request.setRequestHeader('idempotency-key', clientUuid)
  request.setRequestHeader('x-device-time', new Date().toISOString())
  return new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onerror = request.ontimeout = () => reject(new ApiError(null))
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer<Route>)
      else reject(refusal(problemOf(request)))
    }
    request.send(form)
  })
}

function problemOf(request: XMLHttpRequest): ProblemDetails | null {
  const isJson = request.getResponseHeader('content-type')?.includes('json') ?? false
  return isJson ? (JSON.parse(request.responseText) as ProblemDetails) : null
}
