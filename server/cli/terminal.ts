import type { WriteStream } from 'node:tty'

type Output = Pick<WriteStream, 'write'> & { isTTY?: boolean }

const REDRAW_MS = 120
/** Where nobody watches, as in a log file. */
const LOG_MS = 5_000

/** Where a command speaks: results to stdout, progress and complaints to stderr, so that results can be piped. */
export class Terminal {
  private readonly out: Output
  private readonly err: Output
  private readonly isQuiet: boolean
  private shownAt = 0
  private shownStep = ''
  private isLineOpen = false

  constructor({
    isQuiet = false,
    out = process.stdout,
    err = process.stderr,
  }: { isQuiet?: boolean; out?: Output; err?: Output } = {}) {
    this.isQuiet = isQuiet
    this.out = out
    this.err = err
  }

  /** The same without progress and tables; complaints are still made. */
  quiet(): Terminal {
    return new Terminal({ isQuiet: true, out: this.out, err: this.err })
  }

  print(line: string): void {
    if (this.isQuiet) return
    this.endLine()
    this.out.write(`${line}\n`)
  }

  warn(line: string): void {
    this.endLine()
    this.err.write(`${line}\n`)
  }

  /** Words on what takes time. */
  say(line: string): void {
    if (!this.isQuiet) this.warn(line)
  }

  progress = (done: number, total: number | null, step: string): void => {
    if (this.isQuiet) return
    const now = Date.now()
    const isTerminal = this.err.isTTY === true
    const isEnd = total !== null && done >= total
    if (!isEnd && step === this.shownStep && now - this.shownAt < (isTerminal ? REDRAW_MS : LOG_MS)) return
    if (!isTerminal && isEnd && step === this.shownStep && now - this.shownAt < LOG_MS) return
    if (isTerminal && step !== this.shownStep) this.endLine()
    this.shownAt = now
    this.shownStep = step
    const share = total ? ` ${Math.floor((100 * done) / total)} %` : ''
    const text = `${step} ${done}${total === null ? '' : `/${total}`}${share}`
    this.err.write(isTerminal ? `\r\u001B[K${text}` : `${text}\n`)
    this.isLineOpen = isTerminal
  }

  private endLine(): void {
    if (this.isLineOpen) this.err.write('\n')
    this.isLineOpen = false
  }
}

/** Columns side by side; the first is words, the others numbers. Chinese characters are two columns wide. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))))
  return rows
    .map((row) =>
      row
        .map((cell, at) => {
          const gap = ' '.repeat(widths[at]! - widthOf(cell))
          return at === 0 ? cell + gap : gap + cell
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/

const widthOf = (text: string) => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0)
