import { createHmac, timingSafeEqual } from 'node:crypto'
import { usualClearance, type Label } from '../../domain/label.ts'
import type { PersonRole } from '../../domain/person.ts'
import type { KeyRing, KeySet } from './ring.ts'
import { prefixed } from './field-cipher.ts'

/** What a post gives, to whom: all that its row and its unit decide. Whoever changes one of them in the database forges it. */
export interface PostGrant {
  postId: string
  personId: string
  role: PersonRole
  clearance: Label
  district: string
  orgId: string
  orgCode: string
  township: string | null
  validFrom: string
  validTo: string | null
}

/** That somebody stands in for the holder of a post. */
export interface DeputyGrant {
  deputyId: string
  postId: string
  personId: string
  validFrom: string
  validTo: string
}

/** Id of the key (4 bytes), HMAC-SHA256 (32). */
export const postMac = (ring: KeyRing, grant: PostGrant): Buffer => macBy(ring.current, postParts(grant))
export const deputyMac = (ring: KeyRing, grant: DeputyGrant): Buffer =>
  macBy(ring.current, deputyParts(grant))

export const isPostGenuine = (ring: KeyRing, grant: PostGrant, mac: Buffer | null): boolean =>
  isGenuine(ring, postParts(grant), mac) ||
  // Signed before posts had a clearance, when each had what is usual.
  (grant.clearance === usualClearance(grant.role) && isGenuine(ring, olderPostParts(grant), mac))
export const isDeputyGenuine = (ring: KeyRing, grant: DeputyGrant, mac: Buffer | null): boolean =>
  isGenuine(ring, deputyParts(grant), mac)

const postParts = (grant: PostGrant): string[] => ['tuban/post/2', ...postFields(grant), grant.clearance]
const olderPostParts = (grant: PostGrant): string[] => ['tuban/post/1', ...postFields(grant)]

const postFields = (grant: PostGrant): string[] => [
  grant.postId,
  grant.personId,
  grant.role,
  grant.district,
  grant.orgId,
  grant.orgCode,
  grant.township ?? '',
  grant.validFrom,
  grant.validTo ?? '',
]

const deputyParts = (grant: DeputyGrant): string[] => [
  'tuban/deputy/1',
  grant.deputyId,
  grant.postId,
  grant.personId,
  grant.validFrom,
  grant.validTo,
]

function macBy(keys: KeySet, parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', keys.grant).update(prefixed(parts)).digest()
  return Buffer.concat([Buffer.from(keys.id, 'hex'), hmac])
}

function isGenuine(ring: KeyRing, parts: readonly string[], mac: Buffer | null): boolean {
  const keys = mac && ring.find(mac.subarray(0, 4).toString('hex'))
  if (!keys) return false
  const expected = macBy(keys, parts)
  return mac.length === expected.length && timingSafeEqual(mac, expected)
}
