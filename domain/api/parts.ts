import { z } from 'zod'
import { type Audited } from '../audit.ts'
import { LABELS } from '../label.ts'
import { hasRightCheck, PARTY_ROLES } from '../party.ts'
import { PERSON_ROLES } from '../person.ts'
import { type Scope } from '../scope.ts'
import { type Lack, LACKS } from '../session.ts'

// What many endpoints are made of, and what an endpoint says of itself.

export const Id = z.string().regex(/^\d{1,18}$/)

export const District = z.string().regex(/^\d{6}$/)

export const Area = z.number().nonnegative()

export const Day = z.iso.date()

export const Word = z.string().trim().min(1).max(200)

/** Phones in whatever way they are written, extension included. */
export const Phone = z
  .string()
  .trim()
  .regex(/^[+(]?\d[\d\s()#-]{4,28}\d$/, 'no phone number')

/** Why somebody wants to see what is masked; it stands in the trail. */
export const Reason = z.string().trim().min(2).max(500)

export const list = <T extends readonly [string, ...string[]]>(words: T) =>
  z
    .string()
    .transform((text) => text.split(',').filter((word) => word !== ''))
    .pipe(z.array(z.enum(words)))

/** GeoJSON as it arrives: its shape is the geometry check's business, which names part, ring and vertex. */
export const AnyGeometry = z.record(z.string(), z.unknown())

/** GeoJSON MultiPolygon as it is answered. */
export const Geometry = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(z.array(z.number())))),
})

export const Named = { nameZh: z.string(), nameEn: z.string() }

export const PersonName = z.object({ personId: Id, ...Named })

/** A post in which somebody may act today: his own, or of an officer for whom he stands in. */
export const PostToday = z.object({
  postId: Id,
  deputyId: Id.nullable(),
  role: z.enum(PERSON_ROLES),
  org: z.object({ orgId: Id, code: z.string(), ...Named }),
  district: District,
  township: z.string().nullable(),
  /** The highest label that it reads. */
  clearance: z.enum(LABELS),
  /** The absent officer, where a deputy acts. */
  actsFor: PersonName.nullable(),
})

export type PostToday = z.output<typeof PostToday>

/** Who is signed in, in the post in which he acts. */
export const Person = PersonName.extend({ login: z.string(), ...PostToday.shape })

export type Person = z.output<typeof Person>

/** The session, with when it ends by itself. */
export const Signed = z.object({
  person: Person,
  posts: z.array(PostToday),
  /** What is still wanting; until then nothing else is served. */
  lacks: z.enum(LACKS).nullable(),
  /** Unused for so long it ends; … */
  idleSeconds: z.number(),
  /** … and in any case after this: seconds and not a time, since clocks differ. */
  endsInSeconds: z.number(),
  /** Whether a password or a code was given of late, which some acts and files ask for. */
  isProved: z.boolean(),
})

export type SignedIn = z.output<typeof Signed>

export const PlaceName = z.object({ code: z.string(), name: z.string() })

export type PlaceName = z.output<typeof PlaceName>

export const Job = z.object({
  jobId: Id,
  kind: z.enum(['import-layer', 'import-reports', 'evaluate', 'verify-audit', 'replay']),
  state: z.enum(['ready', 'running', 'done', 'failed', 'cancelled']),
  done: z.number().int(),
  total: z.number().int().nullable(),
  step: z.string().nullable(),
  result: z.unknown(),
  problem: z.unknown(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  /** Counts its states, not its progress. */
  version: z.number().int(),
})

export type Job = z.output<typeof Job>

/** Of a person or a unit (统一社会信用代码); an ID card's last character must fit the others. */
export const IdNo = z
  .string()
  .trim()
  .regex(/^[0-9A-Za-z()-]{6,30}$/, 'no number of an identity document')
  .refine(hasRightCheck, 'the last character of the ID number does not fit the others')

export const empty = <T extends z.ZodType>(schema: T) => schema.nullable().default(null)

/** Only what the legal document needs. */
export const PartyInput = z
  .object({
    role: z.enum(PARTY_ROLES),
    name: empty(Word),
    phone: empty(Phone),
    idNo: empty(IdNo),
  })
  .refine(({ name, phone, idNo }) => (name ?? phone ?? idNo) !== null, 'name, phone or ID number')

export const ReportParams = z.object({ district: District, reportId: Id })

export interface Endpoint {
  summary: string
  /** Roles that may call it; `anyone` needs no session, `casework` any post but those that run the platform. */
  permission: readonly (typeof PERSON_ROLES)[number][] | 'anyone' | 'signed-in' | 'casework'
  /** What rows it reaches at most. */
  scope: Scope
  /** The acts of which it leaves an event, itself or by its job; or that it changes nothing. */
  audit: Audited
  /** Sessions that still lack this may call it too; others that lack anything may call nothing. */
  entering?: readonly Lack[]
  /** Asks for a password or a code that is no older than five minutes. */
  stepUp?: true
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** Multipart fields beside the file, for uploads. */
  form?: z.ZodObject
  /** Wants an Idempotency-Key: sent again, it is answered and not done again. Its handler answers through `write`. */
  idempotent?: true
  /** Wants If-Match with the ETag of the thing that this parameter names: `"<id>.<version>"`. */
  ifMatch?: string
  /** Where an upload is done when it is answered; others answer 202 with the job that does it. */
  isDone?: true
  response: z.ZodType
}

export const endpoints = <T extends Record<string, Endpoint>>(table: T) => table
