import { seal, unseal } from '../keys/installed.ts'

const placeOf = (personId: string) => ({ table: 'work.second_factor', column: 'secret', row: personId })

/** The secret of a second factor as it is stored: it opens for its own person only. */
export const sealSecret = (personId: string, secret: string): Buffer => seal(placeOf(personId), secret)

export const openSecret = (personId: string, stored: Buffer): string => unseal(placeOf(personId), stored)
