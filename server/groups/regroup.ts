/** Two reports that belong together, by what was found. */
export interface Edge {
  oneId: string
  otherId: string
}

/** What a person did, and nobody took back. */
export interface HandAct {
  reportId: string
  groupId: string
  act: 'put-in' | 'take-out'
  /** Who was in the group when a report was put in. */
  beside: readonly string[]
}

export interface GroupWork {
  /** Reports that may be in a group, in the order in which they came. */
  reportIds: readonly string[]
  edges: readonly Edge[]
  hands: readonly HandAct[]
  /** The group in which each is, or was last. */
  before: ReadonlyMap<string, string>
}

export interface FoundGroup {
  /** Null: a new one. */
  groupId: string | null
  /** In the order in which they came; two at least. */
  members: readonly string[]
}

/**
 * Groups are what edges hold together. What a person took out has no edges any more; what he put in hangs on those who were in
 * the group then and who are in it today, beside its own edges. A group keeps its identity where most of its members are: of
 * two groups that became one the larger goes on, of equal ones the older.
 */
export function regroup({ reportIds, edges, hands, before }: GroupWork): FoundGroup[] {
  const place = new Map(reportIds.map((id, n) => [id, n]))
  const parts = new Parts(place)
  const out = new Set(hands.filter(({ act }) => act === 'take-out').map(({ reportId }) => reportId))
  for (const { oneId, otherId } of edges) if (!out.has(oneId) && !out.has(otherId)) parts.join(oneId, otherId)
  for (const { act, reportId, groupId, beside } of hands)
    if (act === 'put-in') {
      const inGroup = reportIds.filter((id) => before.get(id) === groupId)
      for (const other of [...beside, ...inGroup]) if (!out.has(other)) parts.join(reportId, other)
    }
  const components = parts.all().filter((members) => members.length > 1)
  // Whoever put a report somewhere said which group it is.
  const said = hands.flatMap(({ act, reportId, groupId }) =>
    act === 'put-in' ? [[reportId, groupId] as const] : [],
  )
  const identities = identitiesOf(components, new Map([...before, ...said]))
  return components.map((members, n) => ({ groupId: identities.get(n) ?? null, members }))
}

/** Which component goes on as which group: the pair with the most members first. */
function identitiesOf(
  components: readonly (readonly string[])[],
  before: ReadonlyMap<string, string>,
): Map<number, string> {
  const claims = components.flatMap((members, component) => {
    const counts = new Map<string, number>()
    for (const id of members) {
      const group = before.get(id)
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1)
    }
    return [...counts].map(([group, count]) => ({ component, group, count }))
  })
  claims.sort((a, b) => b.count - a.count || compareIds(a.group, b.group) || a.component - b.component)
  const found = new Map<number, string>()
  const taken = new Set<string>()
  for (const { component, group } of claims)
    if (!found.has(component) && !taken.has(group)) {
      found.set(component, group)
      taken.add(group)
    }
  return found
}

const compareIds = (a: string, b: string) => (BigInt(a) < BigInt(b) ? -1 : BigInt(a) > BigInt(b) ? 1 : 0)

/** Disjoint sets, each known by the member that came first. */
class Parts {
  private readonly place: ReadonlyMap<string, number>
  private readonly parents: Map<string, string>

  constructor(place: ReadonlyMap<string, number>) {
    this.place = place
    this.parents = new Map([...place.keys()].map((id) => [id, id]))
  }

  /** What may not be in a group joins nothing. */
  join(a: string, b: string): void {
    if (!this.place.has(a) || !this.place.has(b)) return
    const [one, other] = [this.first(a), this.first(b)]
    if (one === other) return
    const isFirst = this.place.get(one)! < this.place.get(other)!
    this.parents.set(isFirst ? other : one, isFirst ? one : other)
  }

  private first(id: string): string {
    let at = id
    for (let next = this.parents.get(at)!; next !== at; next = this.parents.get(at)!) {
      this.parents.set(at, this.parents.get(next)!)
      at = next
    }
    return at
  }

  /** In the order of their first members. */
  all(): string[][] {
    const parts = new Map<string, string[]>()
    for (const id of this.place.keys()) {
      const first = this.first(id)
      const members = parts.get(first)
      if (members) members.push(id)
      else parts.set(first, [id])
    }
    return [...parts.values()]
  }
}
