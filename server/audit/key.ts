import path from 'node:path'
import type { Config } from '../config.ts'
import { keyFile } from '../key-file.ts'

/** The key that seals the audit trail: of the file that the operator named, else of one made once in the data folder. */
export const auditKey = ({
  auditKeyFile,
  dataDir,
}: Pick<Config, 'auditKeyFile' | 'dataDir'>): Promise<Buffer> =>
  keyFile('AUDIT_KEY_FILE', auditKeyFile, path.join(dataDir, 'audit.key'))
