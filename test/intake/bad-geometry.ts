import type { Position, Ring } from '../../domain/geojson.ts'
import type { GeometryProblemCode } from '../../domain/geometry-problem.ts'
import { point, randomNumbers, ring, starRing } from './shapes.ts'

/** What must be said of a planted fault; of two segments either may come first. */
export interface BadGeometry {
  fault: string
  /** The geometry as it would be sent. */
  text: string
  /** Null where the text is no JSON that is taken. */
  codes: readonly GeometryProblemCode[] | null
  /** Where it was planted, as far as the fault has a place. */
  part?: number
  ring?: number
  index?: number
  pointer?: string
}

/** Anything in the place of anything, since that is what the faults are about. */
type Parts = unknown[][][]

/** A sound polygon of several parts with holes, and the one place of it where a fault is to be planted. */
class Draft {
  readonly random: () => number
  readonly rings: Ring[][]
  readonly part: number
  readonly ring: number
  /** Neither first nor last, which are one vertex. */
  readonly index: number
  readonly isMulti: boolean

  constructor(random: () => number, wantsHole = false) {
    this.random = random
    const count = this.upTo(4) + 1
    this.isMulti = count > 1 || random() < 0.5
    this.rings = Array.from({ length: count }, (_, part) => [
      this.outer(part),
      ...Array.from({ length: this.upTo(HOLES + 1) }, (__, hole) => this.hole(part, hole)),
    ])
    this.part = this.upTo(count)
    const rings = this.rings[this.part]!
    if (wantsHole && rings.length === 1) rings.push(this.hole(this.part, 0))
    this.ring = wantsHole ? 1 + this.upTo(rings.length - 1) : this.upTo(rings.length)
    this.index = 1 + this.upTo(this.chosen.length - 2)
  }

  get chosen(): Ring {
    return this.rings[this.part]![this.ring]!
  }

  get ringPointer(): string {
    return `${this.partPointer}/${this.ring}`
  }

  get partPointer(): string {
    return this.isMulti ? `/coordinates/${this.part}` : '/coordinates'
  }

  upTo(n: number): number {
    return Math.floor(this.random() * n)
  }

  pick<T>(values: readonly T[]): T {
    return values[this.upTo(values.length)]!
  }

  outer(part: number): Ring {
    return starRing(8 + this.upTo(20), this.random, RADIUS, centreOf(part))
  }

  hole(part: number, at: number): Ring {
    const [x, y] = centreOf(part)
    const angle = (2 * Math.PI * at) / HOLES
    return starRing(8 + this.upTo(8), this.random, 4, [x + 9 * Math.cos(angle), y + 9 * Math.sin(angle)])
  }

  geometry(parts: readonly unknown[] = this.rings): Record<string, unknown> {
    return this.isMulti
      ? { type: 'MultiPolygon', coordinates: parts }
      : { type: 'Polygon', coordinates: parts[0] }
  }

  /** With something else in the place of the chosen vertex. */
  withVertex(vertex: unknown): string {
    return this.withRing(this.chosen.map((position, index) => (index === this.index ? vertex : position)))
  }

  withRing(points: unknown): string {
    return JSON.stringify(this.geometry(this.rings.map((rings, part) => (part === this.part ? rings.map((one, ring) => (ring === this.ring ? points : one)) : rings)))) // prettier-ignore
  }

  withPart(rings: unknown): string {
    return JSON.stringify(
      this.geometry(this.rings.map((one: unknown, part) => (part === this.part ? rings : one))),
    )
  }

  vertexPlace() {
    const { part, ring, index } = this
    return { part, ring, index, pointer: `${this.ringPointer}/${index}` }
  }

  ringPlace() {
    return { part: this.part, ring: this.ring }
  }
}

const RADIUS = 40
const HOLES = 3
/** Parts stand apart in cells of a hundred units. */
const centreOf = (part: number): [number, number] => [150 + 200 * (part % 2), 150 + 200 * (part >> 1)]

type Said = Omit<BadGeometry, 'fault'>
type Plant = (draft: Draft) => Said

const vertex =
  (codes: readonly GeometryProblemCode[], make: (draft: Draft) => unknown): Plant =>
  (draft) => ({ text: draft.withVertex(make(draft)), codes, ...draft.vertexPlace() })

/** One member of the chosen position replaced; the pointer leads to it. */
const member =
  (value: unknown): Plant =>
  (draft) => {
    const axis = draft.upTo(2)
    const position: unknown[] = [...draft.chosen[draft.index]!]
    position[axis] = value
    const place = draft.vertexPlace()
    return {
      text: draft.withVertex(position),
      codes: ['bad-number'],
      ...place,
      pointer: `${place.pointer}/${axis}`,
    }
  }

/** The text of a sound polygon, spoilt. */
const text =
  (spoil: (text: string, draft: Draft) => string): Plant =>
  (draft) => ({ text: spoil(JSON.stringify(draft.geometry()), draft), codes: null })

const ringFault =
  (codes: readonly GeometryProblemCode[], make: (draft: Draft) => unknown): Plant =>
  (draft) => ({ text: draft.withRing(make(draft)), codes, ...draft.ringPlace() })

/** A first number of the text, with something that no JSON number is in its place. */
const numberAs = (written: string) => text((good) => good.replace(/-?\d+\.\d+/, written))

const shape =
  (code: GeometryProblemCode, pointer: string, make: (geometry: Record<string, unknown>) => unknown): Plant =>
  (draft) => ({ text: JSON.stringify(make(draft.geometry())), codes: [code], pointer })

const high = (position: Position) => [...position, 900]
const mirrored = ([x, y]: Position, [cx, cy]: Position, times: number): Position => [
  cx - times * (x - cx),
  cy - times * (y - cy),
]
const centre = (points: Ring): Position => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
}
const moved = (points: Ring, east: number, north: number): Ring =>
  points.map(([x, y]) => [x + east * 1e-4, y + north * 1e-4])

/** The other part or ring that is added at the end, and with which the chosen one collides. */
const addedRing =
  (codes: readonly GeometryProblemCode[], make: (draft: Draft) => Ring): Plant =>
  (draft) => {
    const rings = draft.rings[draft.part]!
    return { text: draft.withPart([...rings, make(draft)]), codes, part: draft.part, ring: rings.length }
  }

const turn = ([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position) =>
  Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))

/** Whether two sides that are no neighbours cross or share a corner: told by trying all pairs. */
function isTangled(points: Ring): boolean {
  const sides = points.length - 1
  for (let i = 0; i < sides; i++)
    for (let j = i + 2; j < sides - (i === 0 ? 1 : 0); j++) {
      const [a, b, c, d] = [points[i]!, points[i + 1]!, points[j]!, points[j + 1]!]
      if (a[0] === c[0] && a[1] === c[1]) return true
      if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true
    }
  return false
}

/** A ring, alone in its part or with the outer one only, so bent that it meets itself. */
const tangle =
  (bend: (points: Ring, draft: Draft) => Ring): Plant =>
  (draft) => {
    const ring = Math.min(draft.ring, 1)
    const fresh = () => (ring === 0 ? draft.outer(draft.part) : draft.hole(draft.part, 0))
    let points = bend(fresh(), draft)
    while (!isTangled(points)) points = bend(fresh(), draft)
    return {
      text: draft.withPart(ring === 0 ? [points] : [draft.rings[draft.part]![0], points]),
      codes: ['self-crossing', 'self-touching'],
      part: draft.part,
      ring,
    }
  }

const addedPart =
  (codes: readonly GeometryProblemCode[], make: (draft: Draft) => Ring[]): Plant =>
  (draft) => ({
    text: JSON.stringify({
      type: 'MultiPolygon',
      coordinates: [...draft.rings, make(draft)] satisfies Parts,
    }),
    codes,
    part: draft.rings.length,
  })

const cut: Plant = (draft) => {
  const [cx, cy] = centreOf(draft.part)
  const outer = draft.rings[draft.part]![0]!
  const [a, b] = [outer[0]!, outer[(outer.length - 1) >> 1]!]
  const [e, f] = [point(cx + 0.5, cy + 0.5), point(cx - 0.5, cy - 0.5)]
  return {
    text: draft.withPart([outer, [a, e, b, f, a]]),
    codes: ['interior-cut', 'rings-crossing'],
    part: draft.part,
  }
}

/** Each class of fault by its name; those of holes need a hole. */
const FAULTS: Readonly<Record<string, Plant>> = {
  'a key twice': text((good) => good.replace('{', '{"type":"Polygon",')),
  'coordinates twice': text((good) => good.replace(/}$/, ',"coordinates":[]}')),
  'something after it': text((good, draft) => good + draft.pick([' DROP', '{}', ']', '\0', ',', ' null'])),
  'cut off': text((good, draft) => good.slice(0, 1 + draft.upTo(good.length - 2))),
  'a byte order mark': text((good) => `\uFEFF${good}`),
  'a comment': text((good) => good.replace('[', '[/* here */')),
  'a comma too many': text((good) => good.replace(/]]]/, ']],]')),
  'single quotes': text((good) => good.replaceAll('"', "'")),
  NaN: numberAs('NaN'),
  Infinity: numberAs('-Infinity'),
  'a plus sign': numberAs('+113.01'),
  'a leading zero': numberAs('0113.01'),
  'no digit after the point': numberAs('113.'),
  hexadecimal: numberAs('0x71'),
  'nested too deep': text((good) => good.replace('[', `${'['.repeat(8)}1${']'.repeat(8)},[`)),
  'a text that no database stores': text((good) => good.replace('{', '{"name":"\\u0000",')),
  'half a character': text((good) => good.replace('{', '{"name":"\\ud800",')),

  'no object': shape('not-an-object', '', ({ coordinates }) => coordinates),
  'no type': shape('not-a-polygon', '/type', ({ coordinates }) => ({ coordinates })),
  'another type': shape('not-a-polygon', '/type', ({ coordinates }) => ({ type: 'LineString', coordinates })),
  'small letters': shape('not-a-polygon', '/type', ({ coordinates }) => ({ type: 'polygon', coordinates })),
  'a Feature': shape('not-a-polygon', '/type', (geometry) => ({ type: 'Feature', properties: {}, geometry })),
  'a collection': shape('not-a-polygon', '/type', (geometry) => ({ type: 'GeometryCollection', geometries: [geometry] })), // prettier-ignore
  'a crs member': shape('crs-member', '/crs', (geometry) => ({ ...geometry, crs: null })),
  'no coordinates': shape('bad-structure', '/coordinates', ({ type }) => ({ type })),
  'coordinates as text': shape('bad-structure', '/coordinates', ({ type, coordinates }) => ({ type, coordinates: JSON.stringify(coordinates) })), // prettier-ignore
  'nothing in it': shape('empty', '/coordinates', ({ type }) => ({ type, coordinates: [] })),
  'a part that is none': (draft) => ({
    text: JSON.stringify({
      type: 'MultiPolygon',
      coordinates: [...draft.rings, draft.pick([null, 7, {}, '[]'])],
    }),
    codes: ['bad-structure'],
    part: draft.rings.length,
    pointer: `/coordinates/${draft.rings.length}`,
  }),
  'an empty part': (draft) => ({
    text: draft.withPart([]),
    codes: ['empty'],
    part: draft.part,
    pointer: draft.partPointer,
  }),
  'a ring that is none': (draft) => ({
    text: draft.withRing(draft.pick([null, 7, {}, '[]', true])),
    codes: ['bad-structure'],
    ...draft.ringPlace(),
    pointer: draft.ringPointer,
  }),
  'an empty ring': (draft) => ({
    text: draft.withRing([]),
    codes: ['empty'],
    ...draft.ringPlace(),
    pointer: draft.ringPointer,
  }),
  'a ring one level too deep': (draft) => ({
    text: draft.withRing([draft.chosen]),
    codes: ['bad-structure'],
    ...draft.ringPlace(),
    index: 0,
    pointer: `${draft.ringPointer}/0`,
  }),

  'null for a number': member(null),
  'true for a number': member(true),
  'a text for a number': member('113.01'),
  'a list for a number': member([113.01]),
  'an object for a number': member({}),
  'a number beyond all numbers': (draft) => {
    const said = member('1e400')(draft)
    return { ...said, text: said.text.replace('"1e400"', '1e400') }
  },
  'a height that is null': (draft) => {
    const said = vertex(['bad-number'], () => [...draft.chosen[draft.index]!, null])(draft)
    return { ...said, pointer: `${said.pointer}/2` }
  },
  'no position': vertex(['bad-structure'], (draft) => draft.pick([null, 7, {}, 'x', true])),
  'an empty position': vertex(['bad-structure'], () => []),
  'one number': vertex(['bad-structure'], (draft) => [draft.chosen[draft.index]![0]]),
  'five numbers': vertex(['bad-structure'], (draft) => [...draft.chosen[draft.index]!, 0, 0, 0]),
  'a height in one place': vertex(['mixed-dimensions'], (draft) => high(draft.chosen[draft.index]!)),
  'no height in one place': (draft) => ({
    text: draft.withRing(draft.chosen.map((one, index) => (index === draft.index ? one : high(one)))),
    codes: ['mixed-dimensions'],
    ...draft.vertexPlace(),
  }),
  'longitude beyond 180': vertex(['outside-world'], (draft) => [200 + draft.random() * 700, 36.01]),
  'latitude beyond 90': vertex(['outside-world'], (draft) => [113.01, 95 + draft.random() * 800]),
  'axes swapped': vertex(['swapped-axes'], (draft) => draft.chosen[draft.index]!.toReversed()),
  'metres of Web Mercator': vertex(['metric-coordinates'], (draft) => [
    12_580_000 + draft.upTo(9_000),
    4_300_000,
  ]),
  'metres of a zone': vertex(['metric-coordinates'], (draft) => [
    draft.pick([414_350, 38_414_350]),
    3_991_480,
  ]),
  'another district': vertex(['outside-district'], (draft) => [113.5 + draft.random(), 36.01]),
  'a sign lost': vertex(['outside-district'], (draft) => [-draft.chosen[draft.index]![0], 36.01]),
  'null island': vertex(['outside-district'], () => [0, 0]),

  'not closed': (draft) => ({
    text: draft.withRing(draft.chosen.slice(0, -1)),
    codes: ['unclosed'],
    ...draft.ringPlace(),
    index: draft.chosen.length - 2,
    pointer: `${draft.ringPointer}/${draft.chosen.length - 2}`,
  }),
  'too few points': ringFault(['too-few-points'], (draft) => [...draft.chosen.slice(0, 2), draft.chosen[0]]),
  'one point again and again': ringFault(['too-few-points'], (draft) => Array(6).fill(draft.chosen[0])),
  'to and fro': ringFault(['too-few-points', 'ring-without-area'], (draft) => {
    const [a, b] = draft.chosen
    return [a, b, a, b, a]
  }),
  'on one line': ringFault(['ring-without-area'], (draft) => {
    const [x, y] = centreOf(draft.part)
    return ring([x, y], [x + 2, y], [x + 1, y])
  }),
  'a spike': (draft) => {
    // Out by the difference, and back by the same way, so that it lies on one line whatever the rounding.
    const from = centreOf(draft.part)
    const [a, b, c, tip] = [
      [0, 0],
      [2, 0],
      [2, 2],
      [2, 3],
    ].map(([x, y]) => point(from[0] + x!, from[1] + y!))
    const points = [a, b, c, tip, c, point(from[0], from[1] + 2), a]
    const holes = draft.rings[draft.part]!.length > 1
    return {
      text: holes && draft.ring > 0 ? draft.withRing(points) : draft.withPart([points]),
      codes: ['spike'],
      part: draft.part,
      ring: holes ? draft.ring : 0,
      index: 3,
      pointer: `${draft.partPointer}/${holes ? draft.ring : 0}/3`,
    }
  },
  'a vertex pulled through the ring': tangle((points, draft) => {
    const at = 1 + draft.upTo(points.length - 2)
    return points.with(at, mirrored(points[at]!, centre(points), 1.6))
  }),
  'a vertex on another': tangle((points, draft) =>
    points.with(1 + draft.upTo(2), points[5 + draft.upTo(2)]!),
  ),
  'two vertices exchanged': tangle((points, draft) => {
    const at = 1 + draft.upTo(points.length - 4)
    return points.with(at, points[at + 1]!).with(at + 1, points[at]!)
  }),
  'a stretch turned round': tangle((points, draft) => {
    const [from, to] = [1 + draft.upTo(2), 4 + draft.upTo(points.length - 6)]
    return [...points.slice(0, from), ...points.slice(from, to).toReversed(), ...points.slice(to)]
  }),
  'a hole of no size': addedRing(['ring-without-area'], (draft) => {
    const [x, y] = centreOf(draft.part)
    return ring([x, y], [x + 0.0005, y], [x, y + 0.0005])
  }),
  'a hole outside': addedRing(['hole-outside'], (draft) => moved(draft.hole(draft.part, 0), 0, 100)),
  'a hole around its part': addedRing(['hole-outside'], (draft) => {
    const [x, y] = centreOf(draft.part)
    return ring([x - 60, y - 60], [x + 60, y - 60], [x + 60, y + 60], [x - 60, y + 60])
  }),
  'a hole through the boundary': addedRing(['rings-crossing'], (draft) => {
    const [x, y] = centreOf(draft.part)
    return ring([x + 15, y - 1], [x + 60, y], [x + 15, y + 1])
  }),
  'a part inside another': addedPart(['parts-overlapping'], (draft) => {
    const [x, y] = centreOf(draft.part)
    return [ring([x, y], [x + 1, y], [x, y + 1])]
  }),
  'a part over another': addedPart(['parts-overlapping'], (draft) => [
    moved(draft.rings[draft.part]![0]!, 7, 3),
  ]),
  'a part twice': addedPart(['shared-edge'], (draft) => [draft.rings[draft.part]![0]!]),
  'an interior cut in two': cut,
  'too small': (draft) => ({
    text: JSON.stringify({ type: 'Polygon', coordinates: [moved(ring([0, 0], [0.05, 0], [0, 0.05]), draft.upTo(900), 9)] }), // prettier-ignore
    codes: ['too-small'],
    part: 0,
    ring: 0,
  }),
  'too large': (draft) => ({
    text: JSON.stringify({
      type: 'Polygon',
      coordinates: [ring([10, 10], [900, 10], [900, 300 + draft.upTo(600)])],
    }),
    codes: ['too-large'],
    part: 0,
    ring: 0,
  }),
  'too many rings': (draft) => ({
    text: draft.withPart([draft.rings[draft.part]![0], ...Array.from({ length: 201 }, () => draft.chosen)]),
    codes: ['too-many-rings'],
    pointer: '/coordinates',
  }),
  'too many vertices': (draft) => ({
    text: draft.withRing(Array.from({ length: 5_001 }, () => draft.chosen[0])),
    codes: ['too-many-vertices'],
    pointer: '/coordinates',
  }),
}

/** Faults of holes, for which the draft must have one. */
const NEEDS_HOLE = new Set(['a hole in a hole', 'holes that cross', 'a hole twice'])
const HOLE_FAULTS: Readonly<Record<string, Plant>> = {
  'a hole in a hole': addedRing(['holes-nested'], (draft) => {
    const [x, y] = centre(draft.chosen)
    return [[x, y], [x + 5e-6, y], [x, y + 5e-6], [x, y]] // prettier-ignore
  }),
  'a hole twice': addedRing(['shared-edge'], (draft) => draft.chosen),
}

const PLANTS = Object.entries({ ...FAULTS, ...HOLE_FAULTS })

/** As many bad polygons as wanted, each class of fault in turn, in parts, rings and at vertices that chance picks. */
export function badGeometries(count: number, seed: number): BadGeometry[] {
  const random = randomNumbers(seed)
  return Array.from({ length: count }, (_, n) => {
    const [fault, plant] = PLANTS[n % PLANTS.length]!
    return { fault, ...plant(new Draft(random, NEEDS_HOLE.has(fault))) }
  })
}

/** The polygons as they are before anything is planted: all are sound. */
export function soundGeometries(count: number, seed: number): unknown[] {
  const random = randomNumbers(seed)
  return Array.from({ length: count }, () => new Draft(random).geometry())
}
