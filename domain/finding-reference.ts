/** How a finding is called on papers and typed at a terminal: F-1234. */
export const findingReference = (findingId: string) => `F-${findingId}`

/** The finding that somebody means, with or without the letter; null where it is none. */
export function findingIdOf(reference: string): string | null {
  const [, digits] = /^(?:f[-–—－]?)?(\d{1,18})$/i.exec(reference.trim()) ?? []
  return digits ?? null
}
