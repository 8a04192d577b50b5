import { createHmac } from 'node:crypto'
import type { KeyRing, KeySet } from './ring.ts'
import { prefixed } from './field-cipher.ts'

/** What a value is, since the same text is another thing as another kind. */
export type IndexedKind = 'name' | 'phone' | 'id-no'

const HASH_BYTES = 16

/** The one way of writing a value, so that it is found however it was typed. */
const NORMAL: Readonly<Record<IndexedKind, (text: string) => string>> = {
  name: (text) => text.normalize('NFKC').replace(/\s+/g, ''),
  // Without the code of the country and whatever stands between the digits.
  phone: (text) =>
    text
      .normalize('NFKC')
      .replace(/\D+/g, '')
      .replace(/^0*86(?=1\d{10}$)/, ''),
  'id-no': (text) =>
    text
      .normalize('NFKC')
      .replace(/[\s-]+/g, '')
      .toUpperCase(),
}

/**
 * Tells equal values without telling them: id of the key (4 bytes), then an HMAC cut to 16. Stored beside the encrypted
 * value, so that a row can be found by an exact phone or ID number.
 */
export const blindIndex = (ring: KeyRing, kind: IndexedKind, text: string): Buffer =>
  indexBy(ring.current, kind, text)

/** By every key that rows may have been indexed with. */
export const blindIndexes = (ring: KeyRing, kind: IndexedKind, text: string): Buffer[] =>
  ring.all.map((keys) => indexBy(keys, kind, text))

function indexBy(keys: KeySet, kind: IndexedKind, text: string): Buffer {
  const hash = createHmac('sha256', keys.blindIndex)
    .update(prefixed(['tuban/index/1', kind, NORMAL[kind](text)]))
    .digest()
  return Buffer.concat([Buffer.from(keys.id, 'hex'), hash.subarray(0, HASH_BYTES)])
}
