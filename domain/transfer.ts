/** A report handed to another unit (移送): what is asked, and what became of it. */
export const TRANSFER_STATES = [
  'proposed', // 待放行: a compartment that waits for the second person
  'sent', // 已移送
  'received', // 已接收
  'answered', // 已反馈
  'refused', // 已退回: by the unit, or by the second person
  'withdrawn', // 已撤回
] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

/**
 * Transfers to the supervision commission (监委) and to public security (公安) are compartments: the person under inquiry may be a user
 * of this system, so nobody but the sender, the head of the leading office and the receiving unit learns that they exist.
 */
const COMPARTMENT_UNITS: readonly string[] = ['SV', 'PS']
export const isCompartmentUnit = (code: string): boolean => COMPARTMENT_UNITS.includes(code)

export const TRANSFER_ACTS = ['release', 'receive', 'answer', 'refuse', 'withdraw'] as const
export type TransferAct = (typeof TRANSFER_ACTS)[number]

/** What the act leads to. */
export const AFTER_ACT: Readonly<Record<TransferAct, TransferState>> = {
  release: 'sent',
  receive: 'received',
  answer: 'answered',
  refuse: 'refused',
  withdraw: 'withdrawn',
}

/** How somebody stands to a transfer. */
export interface TransferSides {
  /** He asked for it, himself or by a deputy. */
  isAsker: boolean
  /** He is of the unit that it comes from, and may transfer reports. */
  isSender: boolean
  /** He is of the unit that it goes to. */
  isReceiver: boolean
  /** He heads the leading office, or stands in for its head. */
  isHead: boolean
}

/** What somebody may do to a transfer in this state; of a compartment its asker and its head alone take it back. */
export function transferActs(
  { state, isCompartment }: { state: TransferState; isCompartment: boolean },
  { isAsker, isSender, isReceiver, isHead }: TransferSides,
): TransferAct[] {
  const mayWithdraw = isCompartment ? isAsker || isHead : isAsker || isSender
  switch (state) {
    case 'proposed':
      return [
        ...(isHead && !isAsker ? (['release', 'refuse'] as const) : []),
        ...(isAsker ? (['withdraw'] as const) : []),
      ]
    case 'sent':
      return [
        ...(isReceiver ? (['receive', 'answer', 'refuse'] as const) : []),
        ...(mayWithdraw ? (['withdraw'] as const) : []),
      ]
    case 'received':
      return [
        ...(isReceiver ? (['answer', 'refuse'] as const) : []),
        ...(mayWithdraw ? (['withdraw'] as const) : []),
      ]
    case 'answered':
    case 'refused':
    case 'withdrawn':
      return []
  }
}
