import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What one run of a peer cost, the reading of its files left out. */
export interface Cost {
  cpuMs: number
  /** Pairs of report and feature that share ground; null where the peer cannot tell. */
  hits: number | null
  /** m² shared, over all pairs. */
  sumM2: number | null
  /** Most memory that the process held, MB; null where it is not a process of its own. */
  peakMb: number | null
}

export interface Task {
  /** Folder with `<name>.wkb` and `<name>.gpkg` of each set and layer. */
  folder: string
  reports: string
  layer: string
  reportCount: number
}

/** Another way to the same areas. */
export interface Peer {
  name: string
  /** What has to be installed for it. */
  needs: string
  /** Reports beyond which it takes too long to be asked. */
  mostReports: number
  /** Null where it cannot run here. */
  prepare(folder: string): Promise<((task: Task) => Promise<Cost>) | null>
}

const exec = promisify(execFile)

/** Whether a command can be run. */
export async function canRun(command: string, ...args: string[]): Promise<boolean> {
  try {
    await exec(command, args, { timeout: 60_000 })
    return true
  } catch {
    return false
  }
}

/** Runs a command that prints its cost as JSON on its last line. */
export async function costOf(command: string, ...args: string[]): Promise<Cost> {
  const { stdout } = await exec(command, args, { maxBuffer: 2 ** 26 })
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Cost
}

export const run = (command: string, ...args: string[]) => exec(command, args, { maxBuffer: 2 ** 26 })
