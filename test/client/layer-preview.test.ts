import { describe, expect, test, vi } from 'vitest'
// Looks for a document of its own when it is loaded, and must find none.
import 'vue'
import type { Answer } from '../../domain/api.ts'

// What is known of a version grows answer by answer, and no further once somebody stopped it.

// The reader's language is kept by the browser, which is not here.
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('document', { documentElement: {} })
const { sumOf, useLayerPreview, withSlice } = await import('../../client/src/panels/layers/preview.ts')

type Slice = Answer<'GET /layers/:layerVersionId/preview'>

const slice = (over: Partial<Slice> = {}): Slice => ({
  layer: { role: 'land-use', version: 2, validFrom: '2026-01-01' },
  engine: 'kernel',
  total: 9,
  examined: 3,
  served: 2,
  unmeasured: 1,
  against: [1],
  withoutBefore: 0,
  slight: 1,
  kinds: [],
  reports: [],
  next: null,
  ...over,
})
const kind = (code: string, beforeM2: number, afterM2: number) => ({
  kind: code,
  name: null,
  beforeM2,
  afterM2,
  more: afterM2 > beforeM2 ? 1 : 0,
  less: afterM2 < beforeM2 ? 1 : 0,
})
const report = (reportId: string, movedM2: number): Slice['reports'][number] => ({
  reportId,
  reportNo: `T-${reportId}`,
  township: null,
  isDecided: false,
  centre: [113, 36],
  change: 'more',
  beforeM2: 0,
  afterM2: movedM2,
  movedM2,
  kinds: [],
})

describe('answers add up', () => {
  const known = [
    slice({ kinds: [kind('0103', 10, 0), kind('1001', 0, 2)], reports: [report('1', 2), report('2', 10)] }),
    slice({ kinds: [kind('0103', 5, 6), kind('0301', 0, 40)], reports: [report('5', 40)], against: [3, 1] }),
  ].reduce<ReturnType<typeof withSlice> | null>(withSlice, null)!

  test('counts', () => {
    expect(known).toMatchObject({
      total: 9,
      examined: 6,
      served: 4,
      unmeasured: 2,
      slight: 2,
      against: [1, 3],
    })
  })

  test('kinds, the largest difference first', () => {
    expect(known.kinds).toEqual([
      kind('0301', 0, 40),
      { ...kind('0103', 15, 6), more: 1, less: 1 },
      kind('1001', 0, 2),
    ])
    expect(sumOf(known.kinds)).toEqual({ beforeM2: 15, afterM2: 48 })
  })

  test('reports, the largest difference first', () => {
    expect(known.reports.map(({ reportId }) => reportId)).toEqual(['5', '2', '1'])
  })
})

describe('asking on', () => {
  /** A server that answers what it is told to, and notes what it was asked. */
  function server(answers: readonly (Slice | (() => Promise<Slice>))[]) {
    const asked: string[] = []
    vi.stubGlobal('fetch', async (url: string) => {
      const answer = answers[asked.push(url) - 1]
      return Response.json(typeof answer === 'function' ? await answer() : answer)
    })
    return asked
  }

  test('goes on where the answer before ended, up to the last', async () => {
    const asked = server([slice({ next: '7' }), slice()])
    const { preview, run, isRunning } = useLayerPreview('12')
    await run()
    expect(asked).toEqual(['/api/layers/12/preview?after=0', '/api/layers/12/preview?after=7'])
    expect(preview.value).toMatchObject({ examined: 6 })
    expect(isRunning.value).toBe(false)
  })

  test('stops when it is stopped: what comes after that is not taken, and nothing more is asked', async () => {
    const desk = useLayerPreview('12')
    const asked = server([
      slice({ next: '7' }),
      () => {
        desk.stop()
        return Promise.resolve(slice({ next: '9' }))
      },
    ])
    await desk.run()
    expect(asked).toHaveLength(2)
    expect(desk.preview.value).toMatchObject({ examined: 3 })
    expect(desk.isStopped.value).toBe(true)
    expect(desk.isRunning.value).toBe(false)
  })

  test('anew forgets what was known', async () => {
    server([slice({ reports: [report('1', 2)] }), slice({ examined: 2 })])
    const { preview, run } = useLayerPreview('12')
    await run()
    await run()
    expect(preview.value).toMatchObject({ examined: 2, reports: [] })
  })
})
