import { z } from 'zod'
import { APPROVAL_RULES } from '../approval.ts'
import { LAYER_ROLES } from '../layer.ts'
import { Area, Day, endpoints, Id, PlaceName } from './parts.ts'

// What a layer version would change, before it is published 发布前预览.

/** Ground of one kind: a land class, a plan zone, a permit by its number; of other layers there is one kind, ''. */
const KindOfGround = z.object({
  kind: z.string(),
  /** Of a land class, a zone or a place. */
  name: z.string().nullable(),
  beforeM2: Area,
  afterM2: Area,
})

export const PreviewKind = KindOfGround.extend({
  /** Reports that share more than 1 m² more, or less, with it. */
  more: z.number().int(),
  less: z.number().int(),
})

export type PreviewKind = z.output<typeof PreviewKind>

/** A report that shares other ground with the version than with the one in force. */
export const PreviewReport = z.object({
  reportId: Id,
  reportNo: z.string(),
  township: PlaceName.nullable(),
  isDecided: z.boolean(),
  centre: z.array(z.number()).length(2),
  change: z.enum(['more', 'less', 'regrouped']),
  beforeM2: Area,
  afterM2: Area,
  /** What is gained, or lost, whichever is more: of ground that changes its kind, its area. */
  movedM2: Area,
  /** Kinds of ground whose area is another. */
  kinds: z.array(KindOfGround),
})

export type PreviewReport = z.output<typeof PreviewReport>

export const layerPreview = endpoints({
  'GET /layers/:layerVersionId/preview': {
    summary:
      'What a version that waits would change for reports, some after the other; nothing is stored 发布前预览',
    permission: APPROVAL_RULES['layer.publish'].approves,
    scope: 'cases',
    audit: 'none:read',
    params: z.object({ layerVersionId: Id }),
    query: z.object({
      /** Where the answer before ended. */
      after: Id.default('0'),
      /** At most; without a kernel the server takes fewer. */
      limit: z.coerce.number().int().min(1).max(5_000).default(2_000),
    }),
    response: z.object({
      layer: z.object({ role: z.enum(LAYER_ROLES), version: z.number().int(), validFrom: Day }),
      /** What measured: the second engine, or PostGIS where there is none. */
      engine: z.enum(['kernel', 'postgis']),
      /** Of all that the caller sees. */
      total: z.number().int(),
      /** Looked at in this call; of these, by whose day the version would serve; of these, what could not be measured. */
      examined: z.number().int(),
      served: z.number().int(),
      unmeasured: z.number().int(),
      /** Versions that serve those days now, and reports of days on which none does. */
      against: z.array(z.number().int()),
      withoutBefore: z.number().int(),
      /** Reports that differ by more than 0.01 m² and no more than 1 m²: counted, and not listed. */
      slight: z.number().int(),
      /** Of what was measured. */
      kinds: z.array(PreviewKind),
      reports: z.array(PreviewReport),
      /** To go on with; null where that was all. */
      next: Id.nullable(),
    }),
  },
})
