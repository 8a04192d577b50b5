import { hash, randomBytes } from 'node:crypto'
import { base32 } from './totp.ts'

const COUNT = 10
const BYTES = 15 // 24 letters

/** Ten codes, in groups of four letters. */
export const newRecoveryCodes = (): string[] => Array.from({ length: COUNT }, newCode)

const newCode = () => base32(randomBytes(BYTES)).match(/.{4}/g)!.join('-')

/** Of what was typed: with or without dashes, in whatever case. */
export const recoveryHash = (typed: string): Buffer =>
  hash('sha256', typed.toUpperCase().replaceAll(/[^A-Z2-7]/g, ''), 'buffer')
