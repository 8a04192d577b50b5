import { download } from '../../api/client.ts'
import { saveFile } from '../../api/save-file.ts'

/** Takes the file of an export that is ready. */
export async function takeFile(exportId: string): Promise<void> {
  const { content, name } = await download(`/api/exports/${exportId}/file`)
  saveFile(content, name)
}
