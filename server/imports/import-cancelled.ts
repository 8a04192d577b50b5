/** The import was called off; nothing of it is left. */
export class ImportCancelled extends Error {
  override name = 'ImportCancelled'
}
