import { installKeys } from '../../server/keys/installed.ts'
import { KeyRing } from '../../server/keys/ring.ts'

// Every test runs with a master key, as every process of an installation does.

export const KEK = Buffer.alloc(32, 0x4b)

installKeys({ ring: new KeyRing(() => [KEK]), profile: 'standard' })
