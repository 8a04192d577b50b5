import { shallowRef, watch } from 'vue'
import { MAX_PAPER_BYTES } from '../../../../domain/evidence.ts'
import { ApiError } from '../../api/api-error.ts'
import { newKey } from '../../api/intent.ts'
import { sendEvidence } from '../../api/send-evidence.ts'
import { person } from '../../session.ts'
import { problemText } from '../../text/problem-text.ts'
import { t } from '../../text/text.ts'

/** A file on its way to the server. */
export interface Upload {
  clientUuid: string
  district: string
  reportId: string
  file: File
  witness: string
  state: 'waiting' | 'sending' | 'failed' | 'refused'
  /** 0 to 1. */
  share: number
  /** Why it failed (it may be sent again) or was refused (it may not). */
  problem: string
}

/** Beyond one page: whoever looks at another patch meanwhile loses nothing. */
export const uploads = shallowRef<readonly Upload[]>([])

/** Refusals that a later try may not meet. */
const PASSING = [
  'offline',
  'not-signed-in',
  'unavailable',
  'scanner-down',
  'too-many-requests',
  'busy',
  'storage-full',
  'internal',
  'key-running',
]

/** The newest outcome, for whoever shows the report. */
export const outcome = shallowRef<(Pick<Upload, 'reportId' | 'file'> & { isKnown: boolean | null }) | null>(
  null,
)

/** Whose files these are: of one person they are never sent as another. */
let owner = person.value?.personId
watch(person, (now) => {
  if (now && now.personId !== owner) uploads.value = []
  owner = now?.personId ?? owner
})

let isSending = false

export function addUploads(
  of: Pick<Upload, 'district' | 'reportId' | 'witness'>,
  files: readonly File[],
): void {
  const added = files.map((file): Upload => {
    const isTooLarge = file.size > MAX_PAPER_BYTES
    return {
      clientUuid: newKey(),
      ...of,
      file,
      state: isTooLarge ? 'refused' : 'waiting',
      share: 0,
      problem: isTooLarge ? t('evidence.tooLarge', { mb: MAX_PAPER_BYTES / 1_000_000 }) : '',
    }
  })
  uploads.value = [...uploads.value, ...added]
  void sendWaiting()
}

export function retryUpload({ clientUuid }: Upload): void {
  change(clientUuid, { state: 'waiting', share: 0, problem: '' })
  void sendWaiting()
}

export function removeUpload({ clientUuid }: Upload): void {
  uploads.value = uploads.value.filter((one) => one.clientUuid !== clientUuid)
}

const change = (clientUuid: string, over: Partial<Upload>) =>
  (uploads.value = uploads.value.map((one) => (one.clientUuid === clientUuid ? { ...one, ...over } : one)))

/** One after the other: a phone in the field has little to share. */
async function sendWaiting(): Promise<void> {
  if (isSending) return
  isSending = true
  for (;;) {
    const upload = uploads.value.find(({ state }) => state === 'waiting')
    if (!upload) break
    const { clientUuid } = upload
    change(clientUuid, { state: 'sending' })
    try {
      const { isKnown } = await sendEvidence(upload, (share) => change(clientUuid, { share }))
      removeUpload(upload)
      outcome.value = { ...upload, isKnown }
    } catch (error) {
      const isPassing = !(error instanceof ApiError) || PASSING.includes(error.code)
      change(clientUuid, { state: isPassing ? 'failed' : 'refused', problem: problemText(error) })
      outcome.value = { ...upload, isKnown: null }
    }
  }
  isSending = false
}
