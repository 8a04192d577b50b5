import { randomUUID } from 'node:crypto'
import type { Answer } from '../../domain/api.ts'
import type { Client, Reply } from '../api/client.ts'
import { DISTRICT } from '../api/given.ts'

type Added = Answer<'POST /reports/:district/:reportId/evidence'>

interface Sent {
  name?: string
  clientUuid?: string
  witness?: string
  headers?: Record<string, string>
}

/** Sends a file as evidence of a report. */
export const send = (
  client: Client,
  reportId: string,
  content: Uint8Array<ArrayBuffer>,
  { name = '现场.jpg', headers = {}, ...fields }: Sent = {},
): Promise<Reply<Added>> =>
  client.upload(
    'POST /reports/:district/:reportId/evidence',
    { clientUuid: randomUUID(), ...fields },
    { name, content },
    headers,
    { district: DISTRICT, reportId },
  )

export const listed = async (client: Client, reportId: string) =>
  (
    await client.call('GET /reports/:district/:reportId/evidence', {
      params: { district: DISTRICT, reportId },
    })
  ).body
