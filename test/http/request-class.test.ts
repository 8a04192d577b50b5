import { describe, expect, test } from 'vitest'
import { api } from '../../domain/api.ts'
import { classOf } from '../../server/http/request-class.ts'

const ask = (request: string) => {
  const [method, path] = request.split(' ') as [string, string]
  return classOf({ method, path })
}

describe('a request is counted as what it asks for', () => {
  test.each([
    ['POST /session', null, 'interactive'],
    ['DELETE /session', 'write', 'interactive'],
    ['GET /session', 'read', 'interactive'],
    ['GET /reports', 'search', 'interactive'],
    ['HEAD /reports', 'search', 'interactive'],
    ['GET /reports/', 'search', 'interactive'],
    ['GET /Reports/IDs', 'search', 'interactive'],
    ['GET /reports/140404/7', 'read', 'interactive'],
    ['GET /exports/7/file', 'export', 'transfers'],
    ['GET /Exports/7/FILE//', 'export', 'transfers'],
    ['POST /exports', 'write', 'interactive'],
    ['POST /reports', 'write', 'judging'],
    ['POST /reports/140404/7/checks', 'write', 'judging'],
    ['POST /reports/140404/7/group/take-out', 'write', 'judging'],
    ['POST /reports/140404/7/duplicates/8/break', 'write', 'judging'],
    ['POST /reports/140404/7/merge/undo', 'write', 'judging'],
    ['POST /reports/140404/7/decisions', 'write', 'interactive'],
    ['GET /reports/140404/7/group', 'read', 'interactive'],
    ['POST /reports/import', 'upload', 'transfers'],
    ['POST /layers', 'upload', 'transfers'],
    ['POST /layers/3/withdraw', 'write', 'interactive'],
    ['GET /layers/3/preview', 'search', 'transfers'],
    ['POST /geometry/check', 'check', 'interactive'],
    ['GET /tiles/layers/3/14/1/2.mvt', 'tile', 'tiles'],
    ['GET /accounts', 'read', 'admin'],
    ['POST /posts/4/revoke', 'write', 'admin'],
    ['GET /', 'read', 'interactive'],
    ['PURGE /anything', 'write', 'interactive'],
  ])('%s: %s, %s', (request, limit, lane) => {
    expect(ask(request)).toEqual({ limit, lane })
  })

  test('every upload of the contract is one', () => {
    const uploads = Object.entries(api).filter(([, endpoint]) => 'form' in endpoint)
    expect(uploads.length).toBeGreaterThan(1)
    for (const [route] of uploads) expect(ask(route.replace(/:\w+/g, '1'))).toMatchObject({ limit: 'upload' })
  })
})
