type Cell = string | number

/** A table in Markdown: the first column to the left, the others to the right. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = [heads, ...rows].map((row) => row.map(String))
  const widths = heads.map((_, column) => Math.max(...texts.map((row) => widthOf(row[column]!)), 3))
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => padded(text, widths[column]!, column > 0)).join(' | ')} |`
  const rule = `| ${widths.map((width, column) => (column > 0 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`
  return [line(texts[0]!), rule, ...texts.slice(1).map(line)].join('\n')
}

const padded = (text: string, width: number, isRight: boolean) => {
  const spaces = ' '.repeat(width - widthOf(text))
  return isRight ? spaces + text : text + spaces
}

/** Columns on a terminal: Chinese characters take two. */
const widthOf = (text: string) => [...text].reduce((sum, char) => sum + (char >= '\u2e80' ? 2 : 1), 0)
