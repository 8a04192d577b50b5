/** Pauses before a tile is asked for again, in ms: a busy server says when, or one waits longer each time. */
const PAUSES_MS = [1_000, 2_000, 4_000]
const LONGEST_MS = 15_000

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** A tile's bytes; a server that is busy (429, 503) or out of reach is asked again, so that no square of the map stays blank. */
export async function fetchTile(
  url: string,
  { ask = (target: string) => fetch(target, { credentials: 'same-origin' }), pause = sleep } = {},
): Promise<ArrayBuffer> {
  for (let attempt = 0; ; attempt++) {
    const response = await ask(url).catch(() => null)
    if (response?.ok) return response.arrayBuffer()
    const wait = PAUSES_MS[attempt]
    const isBusy = response === null || response.status === 429 || response.status === 503
    if (!isBusy || wait === undefined)
      throw new Error(`The tile ${url} does not come: ${response?.status ?? 'no answer'}.`)
    const asked = Number(response?.headers.get('retry-after') ?? 0) * 1_000
    await pause(Math.min(Math.max(asked, wait), LONGEST_MS) * (1 + Math.random() / 4))
  }
}
