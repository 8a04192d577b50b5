/** What somebody exported for last time: most exports go where the last one went. Signing out clears it. */
const KEPT_AS = 'tuban.export'

export interface Reason {
  purpose: string
  recipient: string
}

export function lastReason(): Reason {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') as Partial<Reason>
    return { purpose: kept.purpose ?? '', recipient: kept.recipient ?? '' }
  } catch {
    return { purpose: '', recipient: '' }
  }
}

export const rememberReason = (reason: Reason) => localStorage.setItem(KEPT_AS, JSON.stringify(reason))
