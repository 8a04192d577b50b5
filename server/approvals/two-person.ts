/** Where the installation wants a second person, and where it leaves it to one. */
export interface TwoPerson {
  /** Layer versions are published and withdrawn by two. A bureau with one analyst and no office may switch it off. */
  layers: boolean
  /** An export of more rows than these waits for a second person. */
  exportRows: number
}
