import type { Call } from '../../../../domain/api.ts'
import type { PartyRole } from '../../../../domain/party.ts'

/** What is typed of a person. */
export interface PartyDraft {
  role: PartyRole
  name: string
  phone: string
  idNo: string
}

export const emptyDraft = (): PartyDraft => ({ role: 'party', name: '', phone: '', idNo: '' })

export const isFilled = ({ name, phone, idNo }: PartyDraft): boolean =>
  [name, phone, idNo].some((text) => text.trim() !== '')

/** As it is sent. */
export const partyOf = ({
  role,
  name,
  phone,
  idNo,
}: PartyDraft): Call<'POST /reports/:district/:reportId/parties'>['body'] => ({
  role,
  name: name.trim() || null,
  phone: phone.trim() || null,
  idNo: idNo.trim() || null,
})
