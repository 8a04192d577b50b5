import { ApiError } from './api-error.ts'

/** Pauses before the same request is sent again, in ms, each prolonged by up to as much so that not all come back at once. */
const PAUSES_MS = [500, 1_500]

/**
 * Keys of what was sent and never answered. Whoever presses the button again for the very same thing means the same act:
 * should the server have done it after all, it answers and does nothing twice.
 */
const unanswered = new Map<string, string>()

/** One act of the person under one key: sent again while the server is out of reach, and under the same key when tried anew. */
export async function withKey<T>(what: unknown, send: (key: string) => Promise<T>): Promise<T> {
  const intent = JSON.stringify(what)
  const key = unanswered.get(intent) ?? newKey()
  unanswered.set(intent, key)
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await send(key)
      unanswered.delete(intent)
      return answer
    } catch (error) {
      const pause = PAUSES_MS[attempt]
      if (!isUnanswered(error)) unanswered.delete(intent)
      if (!isUnanswered(error) || pause === undefined) throw error
      await new Promise((resolve) => setTimeout(resolve, pause * (1 + Math.random())))
    }
  }
}

/** Nobody can say whether it was done: no answer, 503 of whoever stands in between, or the first try is still under way. */
const isUnanswered = (error: unknown) =>
  error instanceof ApiError &&
  (error.code === 'offline' || error.code === 'key-running' || error.details?.status === 503)

/** A UUID of version 4; crypto.randomUUID is missing where the page came over plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
