/** Why the platform cannot start, in one line that names the thing and the way out. */
export class StartError extends Error {
  override name = 'StartError'
}

/** SQLSTATE of a driver error, or the code of a socket error; empty when it is neither. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return String(error.code)
}

/** The server ended the connection, does not take one, or ended the statement. */
const LOST_STATES = new Set(['57P01', '57P02', '57P03', '57014', '25P03', '53300'])
/** Serialization failure, deadlock, lock not available. */
const STATES_IN_THE_WAY = new Set(['40001', '40P01', '55P03'])
/** What a socket says of a peer that is gone; ENOENT only of a socket file, not of any other. */
const LOST_SOCKETS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
])

/** True where another transaction was in the way, which may be gone by now. */
export const isInTheWay = (error: unknown): boolean => STATES_IN_THE_WAY.has(errorCode(error))

/** True where the database went away or does not answer, rather than refused what was asked. */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = errorCode(error)
  // SQLSTATE class 08 is "connection exception".
  if (LOST_STATES.has(code) || LOST_SOCKETS.has(code) || /^08\d\d\d$/.test(code)) return true
  if (code === 'ENOENT') return 'syscall' in error && error.syscall === 'connect'
  // The driver's own errors have no code.
  return (
    code === '' && /connection terminated|not queryable|timeout exceeded|read timeout/i.test(error.message)
  )
}

/** True where the database said no, or could not be asked: a transaction in which that happened is over. */
export const isOfTheDatabase = (error: unknown): boolean =>
  isConnectionLoss(error) || /^[0-9A-Z]{5}$/.test(errorCode(error))

/** Insufficient resources, operator intervention but for an ended statement, system error: another try may go through. */
const PASSING_CLASSES = ['53', '57', '58', '08']

/**
 * True where what was worked on may be at fault, and not the database, another transaction or the network: also a statement
 * that took longer than it may.
 */
export function isOfTheData(error: unknown): boolean {
  const code = errorCode(error)
  if (code === '57014') return true
  return !isConnectionLoss(error) && !isInTheWay(error) && !PASSING_CLASSES.includes(code.slice(0, 2))
}
