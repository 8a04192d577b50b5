import { ElMessageBox } from 'element-plus'
import type { Transfer } from '../../../../domain/api.ts'
import type { TransferAct } from '../../../../domain/transfer.ts'
import { write } from '../../api/client.ts'
import { t } from '../../text/text.ts'

/** Does it, after asking for the words that it needs; null where the reader thought better of it. */
export async function actOn(transfer: Transfer, act: TransferAct): Promise<Transfer | null> {
  const { transferId, version } = transfer
  const given = { params: { transferId }, body: {} }
  const seen = { ifMatch: { transferId, version } }
  if (act === 'release' || act === 'receive')
    return (await write(`POST /transfers/:transferId/${act}`, given, seen)).transfer
  const words = await askFor(act)
  if (words === null) return null
  if (act === 'answer')
    return (await write('POST /transfers/:transferId/answer', { ...given, body: { answer: words } }, seen))
      .transfer
  return (await write(`POST /transfers/:transferId/${act}`, { ...given, body: { reason: words } }, seen))
    .transfer
}

async function askFor(act: 'answer' | 'refuse' | 'withdraw'): Promise<string | null> {
  try {
    const { value } = await ElMessageBox.prompt(
      t(act === 'answer' ? 'transfer.answer' : 'transfer.reason'),
      t(`transferAct.${act}`),
      {
        inputType: 'textarea',
        inputValidator: (text) => text.trim() !== '' || t('decide.reasonNeeded'),
        confirmButtonText: t(`transferAct.${act}`),
        cancelButtonText: t('frame.cancel'),
      },
    )
    return value.trim()
  } catch {
    return null // closed without an answer
  }
}
