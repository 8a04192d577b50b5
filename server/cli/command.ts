import type { Terminal } from './terminal.ts'

/** Exit codes of every command. */
export const EXIT = { ok: 0, badInput: 1, usage: 2, interrupted: 130 } as const

/** The command was called as it cannot be; one line that names the fault and the way out. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** A file or the database is not as the command needs it; one line. Exit code 1. */
export class InputError extends Error {
  override name = 'InputError'
}

/** Ctrl-C: what was under way is undone. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}

export interface Context {
  terminal: Terminal
  /** True once the person asked to stop. */
  isStopped: () => boolean
}

export interface Command {
  name: string
  /** One line for the list. */
  summary: string
  /** What `tuban help NAME` shows. */
  help: string
  /** Answers the exit code; throws UsageError, or what the platform throws. */
  run(args: readonly string[], context: Context): Promise<number>
}
