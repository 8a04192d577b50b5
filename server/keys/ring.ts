import { hkdfSync } from 'node:crypto'

/** What is derived from one master key (KEK): a key for each use, so that none serves two. */
export interface KeySet {
  /** Eight hexadecimal digits, stored with whatever these keys made. */
  id: string
  sessionPepper: Buffer
  audit: Buffer
  /** AES-256-GCM. */
  aes: Buffer
  /** SM4-CTR, with HMAC-SM3 over it. */
  sm4: Buffer
  sm3: Buffer
  blindIndex: Buffer
  /** For rows that give somebody power. */
  grant: Buffer
}

type Hash = 'sha256' | 'sm3'

const derived = (hash: Hash, kek: Buffer, use: string, bytes = 32): Buffer =>
  Buffer.from(hkdfSync(hash, kek, '', `tuban/${use}/1`, bytes))

export const keySetOf = (kek: Buffer): KeySet => ({
  id: derived('sha256', kek, 'key-id', 4).toString('hex'),
  sessionPepper: derived('sha256', kek, 'session-pepper'),
  audit: derived('sha256', kek, 'audit'),
  aes: derived('sha256', kek, 'field'),
  sm4: derived('sm3', kek, 'field-sm4', 16),
  sm3: derived('sm3', kek, 'field-sm3'),
  blindIndex: derived('sha256', kek, 'blind-index'),
  grant: derived('sha256', kek, 'grant'),
})

/** The keys in use: one that makes, and those before it, which still read until everything was made again. */
export class KeyRing {
  private readonly read: () => readonly Buffer[]
  private sets: readonly KeySet[]

  /** `read` gives the master keys, the one in use first. */
  constructor(read: () => readonly Buffer[]) {
    this.read = read
    this.sets = read().map(keySetOf)
  }

  get current(): KeySet {
    return this.sets[0]!
  }

  get all(): readonly KeySet[] {
    return this.sets
  }

  /** By its id. An unknown one may have been added since: the file is read again. */
  find(id: string): KeySet | null {
    const known = () => this.sets.find((set) => set.id === id) ?? null
    if (known() === null) this.sets = this.read().map(keySetOf)
    return known()
  }
}
