import type { Position } from '../../domain/geojson.ts'

/**
 * Which rings touch, and where. Rings of one part that touch round in a circle (two rings at two points, three rings each
 * at one) shut a piece of its interior off from the rest.
 */
export class TouchGraph {
  cut: { part: number; ring: number; at: Position } | null = null
  /** Union–find over rings, then points. */
  private readonly roots: number[]

  constructor(ringCount: number) {
    this.roots = Array.from({ length: ringCount }, (_, ring) => ring)
  }

  /** Rings that meet at one point; `id` counts rings over all parts. */
  add(rings: readonly { id: number; part: number; ring: number }[], at: Position): void {
    const byPart = Map.groupBy(rings, ({ part }) => part)
    for (const group of byPart.values()) {
      if (group.length < 2) continue
      const point = this.roots.push(this.roots.length) - 1
      for (const { id, part, ring } of group) {
        const [a, b] = [this.root(point), this.root(id)]
        if (a === b) this.cut ??= { part, ring, at }
        this.roots[a] = b
      }
    }
  }

  private root(node: number): number {
    let at = node
    while (this.roots[at] !== at) {
      this.roots[at] = this.roots[this.roots[at]!]!
      at = this.roots[at]!
    }
    return at
  }
}
