import packageJson from '../../package.json' with { type: 'json' }
import type { Certificate } from '../../domain/api.ts'
import { readAnchors } from '../audit/anchors.ts'
import { writeBundle } from '../audit/bundle.ts'
import { AUDIT_STREAM, record } from '../audit/record.ts'
import { startVerifier } from '../audit/verifier.ts'
import { sealsBefore } from '../queries/audit-seals.ts'
import type { VerifyAuditPayload } from './payloads.ts'
import type { JobWork } from './runner.ts'

/** Findings kept in a certificate; the count is of all. */
const MAX_FINDINGS = 200

export interface AuditPlace {
  key: Buffer
  anchorFile: string
}

/** 查验: the whole trail goes to the program that shares no code with the platform; what it finds becomes a certificate. */
export const verifyAuditJob =
  ({ key, anchorFile }: AuditPlace): JobWork =>
  async (db, { payload }, control) => {
    const { actor } = payload as VerifyAuditPayload
    const anchors = await readAnchors(anchorFile)
    const [lastSeal] = await sealsBefore(db, null)
    const verifier = startVerifier(key)
    try {
      const sha256 = await writeBundle(db, {
        anchors,
        async write(text) {
          await verifier.write(text)
          if (await control.isCancelled()) control.check()
        },
        onProgress: (done, total) => control.report(done, total, '查验 · verify'),
      })
      const { findings, ...report } = await verifier.end()
      const certificate: Certificate = {
        ...report,
        findings: findings.slice(0, MAX_FINDINGS),
        findingCount: findings.length,
        lastSeal: lastSeal ?? null,
        lastAnchor: anchors.at(-1) ?? null,
        sha256,
        version: packageJson.version,
        at: new Date().toISOString(),
        by: actor.actor,
      }
      const { intact, events, seals } = certificate
      await db.transaction((tx) =>
        record(tx, {
          stream: AUDIT_STREAM,
          by: actor,
          action: 'audit.certify',
          object: null,
          detail: { intact, events, seals, findings: findings.length, sha256, lastSeal: lastSeal?.n ?? null },
        }),
      )
      return certificate
    } finally {
      verifier.kill()
    }
  }
