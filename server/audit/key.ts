import path from 'node:path'
import type { Config } from '../config.ts'
import { keyFile } from '../key-file.ts'
import { keyRing } from '../keys/installed.ts'

/**
 * The key that seals the audit trail: of the file that the operator named, else of the one in the data folder. Where there is
 * none it is derived from the master key and kept there, since the verifier, which is handed to others, must not need that.
 */
export const auditKey = ({
  auditKeyFile,
  dataDir,
}: Pick<Config, 'auditKeyFile' | 'dataDir'>): Promise<Buffer> =>
  keyFile('AUDIT_KEY_FILE', auditKeyFile, path.join(dataDir, 'audit.key'), keyRing().current.audit)
