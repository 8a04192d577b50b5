import { extendZodWithOpenApi, OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { api } from '../domain/api.ts'
import type { Audited } from '../domain/audit.ts'
import type { Scope } from '../domain/scope.ts'
import type { Permission } from './access/permission.ts'
import { classOf } from './http/request-class.ts'

extendZodWithOpenApi(z)

/** What is said of every operation, for people and for the tests that hold the server to it. */
interface Operation {
  summary: string
  permission: Permission
  stepUp?: true
  scope: Scope
  audit: Audited
}

interface Declared extends Operation {
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  form?: z.ZodObject
  idempotent?: true
  ifMatch?: string
  isDone?: true
  response: z.ZodType
}

type Method = 'get' | 'post' | 'delete'

const ProblemBody = z.object({
  type: z.string(),
  code: z.string(),
  title: z.string(),
  titleZh: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  current: z.unknown().optional(),
})

const File = z.string().openapi({ type: 'string', format: 'binary' })

/** What is served beside the contract: files and tiles, whose bodies are no JSON of ours. */
export const FILES = {
  'GET /openapi.json': {
    summary: 'This document',
    permission: 'anyone',
    scope: 'none',
    audit: 'none:read',
    type: 'application/json',
  },
  'GET /oidc/start': {
    summary: 'Sends the browser to the identity provider (303) 统一认证登录',
    permission: 'anyone',
    scope: 'none',
    audit: 'none:read',
    type: 'text/plain',
  },
  'GET /oidc/callback': {
    summary: 'Where it comes back to; opens a session and sends it on (303) 统一认证回调',
    permission: 'anyone',
    scope: 'self',
    audit: ['session.open'],
    type: 'text/plain',
  },
  'GET /exports/:exportId/file': {
    summary:
      'The file of an export that is ready, for whoever asked for it; CSV or GeoJSON with its watermark 下载导出文件',
    permission: api['POST /exports'].permission,
    stepUp: true,
    scope: 'cases',
    audit: ['export.hand'],
    type: 'application/octet-stream',
  },
  'GET /replays/:replayId/changes.csv': {
    summary: 'What a change of a layer or threshold changed, for a spreadsheet 重演结果（表格）',
    permission: api['GET /replays/:replayId'].permission,
    stepUp: true,
    scope: 'cases',
    audit: ['replay.export'],
    type: 'text/csv',
  },
  'GET /reports/:district/:reportId/evidence.csv': {
    summary: 'List of electronic data, for a spreadsheet 电子数据清单（表格）',
    permission: 'casework',
    stepUp: true,
    scope: 'cases',
    audit: ['evidence.list'],
    type: 'text/csv',
  },
  'GET /reports/:district/:reportId/evidence.html': {
    summary: 'List of electronic data, to be printed and signed 电子数据清单（打印）',
    permission: 'casework',
    stepUp: true,
    scope: 'cases',
    audit: ['evidence.list'],
    type: 'text/html',
  },
  'GET /reports/:district/:reportId/evidence/:evidenceId/original': {
    summary: 'The file as it was received; every reading is recorded 原件下载',
    permission: 'casework',
    stepUp: true,
    scope: 'cases',
    audit: ['evidence.read'],
    type: 'application/octet-stream',
  },
  'GET /reports/:district/:reportId/evidence/:evidenceId/thumbnail': {
    summary: 'A small picture of it, encoded anew 缩略图',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    type: 'image/jpeg',
  },
  'GET /reports/:district/:reportId/evidence/:evidenceId/display': {
    summary: 'A picture of it for the screen, encoded anew 浏览图',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    type: 'image/jpeg',
  },
  'GET /tiles/layers/:layerVersionId/:z/:x/:y.mvt': {
    summary: 'Vector tile of a layer version 图层瓦片',
    permission: 'casework',
    scope: 'district',
    audit: 'none:read',
    type: 'application/vnd.mapbox-vector-tile',
  },
  'GET /tiles/reports/:district/:revision/:z/:x/:y.mvt': {
    summary: 'Vector tile of reports; filters of GET /reports 图斑瓦片',
    permission: 'casework',
    scope: 'cases',
    audit: 'none:read',
    type: 'application/vnd.mapbox-vector-tile',
  },
  'GET /audit/bundle': {
    summary: 'The trail, or a part of it, as a file for npm run audit:verify -- --from-file 审计记录导出',
    permission: ['auditor'],
    stepUp: true,
    scope: 'trail',
    audit: ['audit.export'],
    type: 'application/x-ndjson',
    query: z.object({
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
      /** Names of streams with commas between. */
      stream: z.string().max(4_000).optional(),
    }),
  },
} as const satisfies Record<string, Operation & { type: string; query?: z.ZodObject }>

/** openapi.json, made of the contract: paths, inputs, answers, and who may call. */
export function openapiDocument(version: string): object {
  const registry = new OpenAPIRegistry()
  for (const [route, endpoint] of Object.entries(api) as [string, Declared][]) {
    const { params, query, body, form, isDone, response } = endpoint
    const content = form
      ? { 'multipart/form-data': { schema: form.extend({ file: File }) } }
      : body && { 'application/json': { schema: body } }
    registry.registerPath({
      ...operation(route, endpoint),
      request: {
        ...(params && { params }),
        ...(query && { query }),
        ...headersOf(endpoint),
        ...(content && { body: { content } }),
      },
      responses: answers(form && !isDone ? '202' : '200', { 'application/json': { schema: response } }),
    })
  }
  for (const [route, file] of Object.entries(FILES))
    registry.registerPath({
      ...operation(route, file),
      request: { params: z.object(pathParams(route)), ...('query' in file && { query: file.query }) },
      responses: answers('200', { [file.type]: { schema: File } }),
    })
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tuban 图斑',
      version,
      description: 'Areas: m² on the CGCS2000 ellipsoid. Positions: longitude, latitude, EPSG:4490.',
    },
    servers: [{ url: '/api' }],
  })
}

function operation(route: string, { summary, permission, stepUp, scope, audit }: Operation) {
  const [method, path] = route.split(' ') as [string, string]
  return {
    method: method.toLowerCase() as Method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    operationId: route,
    summary,
    'x-permission': permission,
    ...(stepUp && { 'x-step-up': true }),
    'x-scope': scope,
    'x-audit': audit,
    'x-rate-limit': classOf({ method: method.toUpperCase(), path }).limit,
  }
}

const Key = z.string().min(1).max(128).openapi({
  description:
    'A new UUID for each act of a person, and the same when it is sent again: then the first answer comes, with Idempotency-Replayed, and nothing is done twice. 422 for another request under the same key, 409 while the first is under way.',
})
const Tag = z.string().openapi({
  description:
    'ETag of what was seen, "<id>.<version>": 428 without it, 412 with what stands now where somebody was quicker.',
})

function headersOf({ idempotent, ifMatch }: Declared): { headers?: z.ZodObject } {
  if (!idempotent && !ifMatch) return {}
  return {
    headers: z.object({ ...(idempotent && { 'Idempotency-Key': Key }), ...(ifMatch && { 'If-Match': Tag }) }),
  }
}

const pathParams = (route: string): Record<string, z.ZodString> =>
  Object.fromEntries([...route.matchAll(/:(\w+)/g)].map(([, name]) => [name!, z.string()]))

const answers = (status: '200' | '202', content: Record<string, { schema: z.ZodType }>) => ({
  [status]: { description: 'Done', content },
  default: {
    description: 'Problem details (RFC 9457)',
    content: { 'application/problem+json': { schema: ProblemBody } },
  },
})
