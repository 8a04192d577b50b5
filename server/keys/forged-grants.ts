/** A row that gives power and that no administrator of the platform made: somebody wrote into the database. */
export interface ForgedGrant {
  table: 'work.post' | 'work.deputy'
  row: string
  personId: string
}

type Listener = (grant: ForgedGrant) => void

const told = new Set<string>()
let listener: Listener = () => undefined

/** Who is told of forged rows: the log and the trail of the process that serves. */
export function onForgedGrant(tell: Listener): void {
  listener = tell
  told.clear()
}

/** Tells of a row once, however often it is met. */
export function tellForged(grant: ForgedGrant): void {
  const key = `${grant.table} ${grant.row}`
  if (told.has(key)) return
  told.add(key)
  listener(grant)
}
