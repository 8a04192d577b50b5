/** Why the platform cannot start, in one line that names the thing and the way out. */
export class StartError extends Error {
  override name = 'StartError'
}

/** SQLSTATE of a driver error, or the code of a socket error; empty when it is neither. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return String(error.code)
}

const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  '57P01',
  '57P02',
  '57P03',
  '25P03',
  '53300',
])

/** True where the database went away or does not answer, rather than refused what was asked. */
export function isConnectionLoss(error: unknown): boolean {
  const code = errorCode(error)
  if (LOST.has(code) || code.startsWith('08') || code === '57014') return true
  const text = error instanceof Error ? error.message : ''
  return /connection terminated|timeout exceeded when trying to connect|embedded database/i.test(text)
}
