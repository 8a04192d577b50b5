import { describe, expect, test } from 'vitest'
import published from '../../docs/audit-vectors.json' with { type: 'json' }
import {
  hashEvent,
  hashSeal,
  keyId,
  merkleRoot,
  type EventFields,
  type SealFields,
} from '../../server/audit/format.ts'

const key = Buffer.from(published.key, 'hex')

describe.each(published.vectors)('the published vectors, $seal.alg', ({ events, seal, merkle }) => {
  test.each(events)('event $seq', ({ hash, sums, ...event }) => {
    expect(hashEvent(event as EventFields)).toEqual({ hash, sums })
  })

  test('seal', () => {
    const { hash, hmac, ...fields } = seal
    expect(hashSeal(fields as SealFields, key)).toEqual({ hash, hmac })
    expect(seal.key_id).toBe(keyId(key))
    expect(
      merkleRoot(
        fields.alg as 'sm3',
        events.map((event) => event.hash),
      ),
    ).toBe(seal.merkle_root)
  })

  test('a tree of three leaves', () => {
    expect(merkleRoot(seal.alg as 'sm3', merkle.leaves)).toBe(merkle.root)
  })
})

test('nothing is not the same as empty, and no field can lend its end to the next', () => {
  const event = published.vectors[0]!.events[1] as unknown as EventFields
  const hashes = [
    event,
    { ...event, request_id: null },
    { ...event, action: 'report.decid', object: `e${event.object}` },
  ].map((one) => hashEvent(one).hash)
  expect(new Set(hashes).size).toBe(3)
})
