import type { GeometryNotice } from '../../domain/geometry-problem.ts'
import type { ImportNotice, ImportNoticeCode } from '../../domain/import-notice.ts'
import type { IntakeNotice } from '../../domain/intake-problem.ts'

/** Values come from files: what is kept of one. */
const SHOWN_CHARACTERS = 40

/** Gathers what was read otherwise than it stands in a file: one notice a kind and field, whatever the number of rows. */
export class ImportNotices {
  private readonly byKind = new Map<string, ImportNotice>()

  constructor(ofFile: readonly IntakeNotice[] = []) {
    for (const code of ofFile)
      this.byKind.set(code, { code, rows: null, firstRow: null, field: null, value: null })
  }

  addGeometry(rowNo: number, notices: readonly GeometryNotice[]): void {
    for (const notice of notices) if (notice !== 'orientation-fixed') this.add(rowNo, notice, null, null)
  }

  addValue(rowNo: number, { field, value }: { field: string; value: string }): void {
    this.add(rowNo, 'value-unknown', field, value.slice(0, SHOWN_CHARACTERS))
  }

  list(): ImportNotice[] {
    return [...this.byKind.values()]
  }

  private add(rowNo: number, code: ImportNoticeCode, field: string | null, value: string | null): void {
    const key = `${code} ${field}`
    const known = this.byKind.get(key)
    if (known) known.rows = (known.rows ?? 0) + 1
    else this.byKind.set(key, { code, rows: 1, firstRow: rowNo, field, value })
  }
}
