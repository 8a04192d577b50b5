import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { AREA_DECIMALS, freshDatabase } from '../support/database.ts'

// A piece of a land-use mosaic of long thin plots and the report on it, as they met: the piece is valid, its clip is not.
const REPORT = 'MULTIPOLYGON(((81.809 528.426,19.493 546.303,5.618 497.934,67.933 480.058,81.809 528.426)))'
const PIECE =
  'POLYGON((43.948 431.128,-3.047 431.194,-36.045 431.242,-35.945 495.12,-32.96 495.12,-33.035 434.753,' +
  '-25.044 434.719,-24.965 495.12,-21.961 495.12,-22.034 434.72,-14.052 434.727,-13.965 495.12,-10.956 495.12,' +
  '-11.042 434.709,-3.044 434.707,-2.951 495.12,0.042 495.12,-0.039 434.69,7.949 434.69,8.046 495.12,11.044 495.12,' +
  '10.97 434.677,18.956 434.681,19.051 495.12,22.042 495.12,21.962 434.658,29.948 434.667,30.038 495.12,33.045 495.12,' +
  '32.961 434.649,40.965 434.64,41.014 488.891,41.041 495.12,44.038 495.12,43.964 434.64,51.962 434.624,52.029 488.872,' +
  '52.038 495.12,77.038 495.12,76.954 441.34,76.957 431.093,43.948 431.128),' +
  '(55.036 495.115,54.955 434.618,62.957 434.604,63.045 495.115,59.045 495.12,55.036 495.115),' +
  '(66.043 495.106,65.961 434.606,73.951 434.595,74.043 495.083,70.046 495.107,66.043 495.106))'

let db: Database
beforeAll(async () => {
  db = await freshDatabase()
})
afterAll(() => db.close())

test('a piece whose clip crosses itself is measured whole', async () => {
  const { rows } = await db.query<{ piece: boolean; clip: boolean; area: number; whole: number }>(
    `select ST_IsValid(p) as piece, ST_IsValid(ST_ClipByBox2D(p, ST_Expand(r, 1)::box2d)) as clip,
            ST_Area(land.hit_in_box(r, p)) as area, ST_Area(ST_Intersection(r, p)) as whole
       from (select ST_GeomFromText($1) r, ST_GeomFromText($2) p) pair`,
    [REPORT, PIECE],
  )
  const { piece, clip, area, whole } = rows[0]!
  expect({ piece, clip }).toEqual({ piece: true, clip: false })
  expect(area).toBeCloseTo(whole, AREA_DECIMALS)
  expect(whole).toBeGreaterThan(100)
})
