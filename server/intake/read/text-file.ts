import { createReadStream } from 'node:fs'
import { IntakeError } from '../../../domain/intake-problem.ts'

const CHUNK_BYTES = 64 * 1024

/**
 * The text of a file, in pieces: UTF-8 unless another encoding is named (`gb18030`, `utf-16le`). Throws bad-encoding for
 * bytes that the encoding does not have, since a wrong one would show only in the names.
 */
export async function* textOf(
  file: string,
  name: string,
  encoding: string | undefined,
): AsyncGenerator<string> {
  const decoder = decoderOf(encoding ?? 'utf-8', name)
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }))
      yield decoder.decode(chunk as Buffer, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new IntakeError(
      'bad-encoding',
      `${name} is not ${decoder.encoding.toUpperCase()} text: save it as UTF-8, or name its encoding (--encoding gb18030).`,
      error,
    )
  }
}

function decoderOf(encoding: string, name: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch (error) {
    throw new IntakeError('bad-encoding', `${name}: the encoding “${encoding}” is not known.`, error)
  }
}
