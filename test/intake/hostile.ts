import { multiPolygon, polygon, ring, square } from './shapes.ts'

/**
 * Inputs that somebody could send. `postgis` says whether ST_GeomFromGeoJSON, asked without a check before it, makes a
 * geometry of it, on either engine: of 40 it does, and that is why a check stands before it.
 */
export interface Hostile {
  name: string
  /** As it is sent, in the place of the geometry. */
  text: string
  postgis: boolean
}

const GOOD = square(10, 10, 10)
const good = JSON.stringify(polygon(GOOD))
/** The good square with its second vertex as it is written here. */
const written = (vertex: string) => good.replace(JSON.stringify(GOOD[1]), vertex)
const json = JSON.stringify
const many = Array.from({ length: 5_001 }, (_, i) => [113.01 + i * 1e-6, 36.01])

const row = (name: string, postgis: boolean, text: string): Hostile => ({ name, postgis, text })

export const HOSTILE: readonly Hostile[] = [
  row('null for a longitude', true, written('[null,36.001]')),
  row('true for a latitude', true, written('[113.002,true]')),
  row('a text for a longitude', true, written('["113.002",36.001]')),
  row('a text that is no number', true, written('["east",36.001]')),
  row('a list for a longitude', true, written('[[113.002],36.001]')),
  row('an object for a longitude', true, written('[{},36.001]')),
  row('a number beyond all numbers', true, written('[1e400,36.001]')),
  row('NaN', true, written('[NaN,36.001]')),
  row('Infinity', true, written('[113.002,-Infinity]')),
  row('a height that is null', true, written('[113.002,36.001,null]')),
  row('a height in one place only', true, written('[113.002,36.001,900]')),
  row('five numbers', true, written('[113.002,36.001,0,0,0]')),
  row('one number', false, written('[113.002]')),
  row('an empty position', true, written('[]')),
  row('null for a position', false, written('null')),
  row('an object for a position', false, written('{"lon":113.002,"lat":36.001}')),
  row('longitude 500', true, written('[500,36.001]')),
  row('latitude 95', true, written('[113.002,95]')),
  row('latitude before longitude', true, json(polygon(GOOD.map(([lon, lat]) => [lat, lon])))),
  row('metres of Web Mercator', true, json(polygon([[12580000, 4300000], [12580100, 4300000], [12580100, 4300100], [12580000, 4300000]]))), // prettier-ignore
  row('metres of zone 38', true, json(polygon([[38414350, 3991480], [38414450, 3991480], [38414450, 3991580], [38414350, 3991480]]))), // prettier-ignore
  row('something after it', true, `${good} DROP TABLE report`),
  row('a key twice', true, good.replace('{', '{"type":"Polygon",')),
  row('coordinates twice', true, good.replace('{', `{"coordinates":[${json(square(90, 90, 1))}],`)),
  row('cut off', false, good.slice(0, -12)),
  row('a comment', true, good.replace('[', '/* here */[')),
  row('a comma too many', true, good.replace(']]]', ']],]')),
  row('sixty lists deep', false, good.replace('[', `${'['.repeat(60)}`).replace(/}$/, `${']'.repeat(60)}}`)),
  row('a crs member', true, json({ ...polygon(GOOD), crs: { type: 'name', properties: { name: 'EPSG:3857' } } })), // prettier-ignore
  row('a point', true, json({ type: 'Point', coordinates: GOOD[0] })),
  row('a line', true, json({ type: 'LineString', coordinates: GOOD })),
  row('a collection', true, json({ type: 'GeometryCollection', geometries: [polygon(GOOD)] })),
  row('a feature', false, json({ type: 'Feature', properties: {}, geometry: polygon(GOOD) })),
  row('no type', false, json({ coordinates: [GOOD] })),
  row('small letters', true, json({ type: 'polygon', coordinates: [GOOD] })),
  row('no coordinates', false, json({ type: 'Polygon' })),
  row('an empty polygon', true, json(polygon())),
  row('an empty ring', true, json(polygon([]))),
  row('an empty part', true, json(multiPolygon([GOOD], []))),
  row('a ring that does not close', true, json(polygon(GOOD.slice(0, -1)))),
  row('a ring of two points', true, json(polygon([GOOD[0], GOOD[1], GOOD[0]]))),
  row('a ring on one line', true, json(polygon(ring([1, 1], [3, 1], [2, 1])))),
  row('a bow tie', true, json(polygon(ring([1, 1], [9, 9], [9, 1], [1, 9])))),
  row('a hole outside', true, json(polygon(GOOD, square(40, 40, 2)))),
  row('a hole through the boundary', true, json(polygon(GOOD, square(15, 15, 10)))),
  row('a part twice', true, json(multiPolygon([GOOD], [GOOD]))),
  row('201 rings', true, json(polygon(GOOD, ...Array.from({ length: 200 }, (_, i) => square(11 + (i % 15) * 0.5, 11 + Math.floor(i / 15) * 0.5, 0.2))))), // prettier-ignore
  row('5,001 vertices', true, json(polygon([...many, [113.015, 36.02], many[0]]))),
]
