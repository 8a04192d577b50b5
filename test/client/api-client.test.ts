import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '../../client/src/api/api-error.ts'
import { call, upload, versionTag, write } from '../../client/src/api/client.ts'
import { queryText, urlOf } from '../../client/src/api/url.ts'

afterEach(() => vi.unstubAllGlobals())

const answering = (status: number, body: unknown, type = 'application/json') => {
  const fetched = vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })),
  )
  vi.stubGlobal('fetch', fetched)
  return fetched
}

describe('addresses', () => {
  test('names in the path are filled in and escaped', () => {
    expect(urlOf('GET /reports/:district/:reportId', { district: '140404', reportId: '7/8' })).toBe(
      '/api/reports/140404/7%2F8',
    )
  })
  test('what is unset is left out of the query', () => {
    expect(queryText({ a: 1, b: undefined, c: '', d: null, e: '看寺村' })).toBe(
      '?a=1&e=%E7%9C%8B%E5%AF%BA%E6%9D%91',
    )
    expect(queryText({})).toBe('')
  })
})

describe('calling the server', () => {
  test('a change says which version of the report was seen', async () => {
    const fetched = answering(200, {})
    await write(
      'POST /reports/:district/:reportId/decisions',
      { params: { district: '140404', reportId: '7' }, body: { decision: 'suspected' } },
      { ifMatch: { reportId: '7', version: 3 } },
    )
    const [url, init] = fetched.mock.calls[0]!
    expect(url).toBe('/api/reports/140404/7/decisions')
    expect(init).toMatchObject({ method: 'POST', body: '{"decision":"suspected"}' })
    expect(init?.headers).toMatchObject({ 'if-match': '"7.3"', 'content-type': 'application/json' })
    expect(versionTag({ reportId: '7', version: 3 })).toBe('"7.3"')
  })

  test('an upload carries a header that no form of another site can send', async () => {
    const fetched = answering(200, { job: {} })
    await upload('POST /layers', { role: 'land-use', crs: '' }, new File(['{}'], '地类.geojson'))
    const { headers, body } = fetched.mock.calls[0]![1]!
    expect(headers).toMatchObject({ 'x-requested-by': 'tuban' })
    expect([...(body as FormData).keys()]).toEqual(['role', 'file'])
  })

  test('a refusal comes as its problem', async () => {
    const problem = {
      type: '/problems/invalid-request',
      code: 'invalid-request',
      title: '',
      titleZh: '',
      status: 400,
      detail: 'needs a reason',
      errors: [{ pointer: '/reason', detail: 'at least one character' }],
    }
    answering(400, problem, 'application/problem+json')
    const refusal = await call('GET /session', {}).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ApiError)
    expect((refusal as ApiError).code).toBe('invalid-request')
    expect((refusal as ApiError).blames('/reason')).toBe(true)
    expect((refusal as ApiError).blames('/task')).toBe(false)
  })

  test('a server that does not answer is told apart from one that refuses', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(call('GET /session', {})).rejects.toMatchObject({ code: 'offline', details: null })
  })
})
