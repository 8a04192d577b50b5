import { userInfo } from 'node:os'
import path from 'node:path'
import { evaluateReports } from '../evaluate.ts'
import { importReportsFile } from '../imports/import-reports.ts'
import { classMapOf, day, epsg, oneFile, readArguments, reportSource, required, today } from './arguments.ts'
import { EXIT, type Command } from './command.ts'
import { withInstalledDatabase } from './installed-database.ts'
import { warnOfNotices, warnOfRefused } from './refusals.ts'

const NAME = 'import-reports'

export const importReportsCommand: Command = {
  name: NAME,
  summary: 'Import reports and judge them 导入并套合图斑',
  help: `tuban import-reports --district CODE [options] FILE

  --source       where a row does not say: patrol, satellite, tip-off, assigned, transferred (default satellite)
  --reported-on  where a row does not say: YYYY-MM-DD (default today)
  --classes, --crs, --encoding, --layer-name, --by   as for import-layer

Good rows go in; each refused row is named with part, ring, vertex and coordinate.
Works on DATABASE_URL, or on the data folder (DATA_DIR, default ./data).`,
  async run(args, { terminal, isStopped }) {
    const { values, positionals } = readArguments(NAME, args, {
      district: { type: 'string' },
      source: { type: 'string', default: 'satellite' },
      'reported-on': { type: 'string' },
      classes: { type: 'string' },
      crs: { type: 'string' },
      encoding: { type: 'string' },
      'layer-name': { type: 'string' },
      by: { type: 'string' },
    })
    const file = oneFile(NAME, positionals, 'the file to import')
    const district = required(NAME, 'district', values.district)
    const task = {
      district,
      source: reportSource(NAME, values.source),
      reportedOn: day(NAME, '--reported-on', values['reported-on'] ?? today()),
      importedBy: values.by ?? userInfo().username,
      crs: epsg(NAME, values.crs),
      encoding: values.encoding,
      layerName: values['layer-name'],
      classMap: await classMapOf(values.classes),
      onProgress: terminal.progress,
      isCancelled: isStopped,
    }
    const accepted = await withInstalledDatabase(terminal, async (db) => {
      const { reportIds, refused, notices } = await importReportsFile(db, file, task)
      warnOfNotices(terminal, path.basename(file), notices)
      warnOfRefused(terminal, path.basename(file), refused)
      const { evaluated, byVerdict } = await evaluateReports(db, {
        district,
        reportIds,
        onProgress: (done, total) => terminal.progress(done, total, '套合 overlay'),
        isCancelled: isStopped,
      })
      terminal.print(
        `${reportIds.length} imported, ${refused.length} refused, ${evaluated} judged: ` +
          `${byVerdict.suspected} suspected, ${byVerdict.doubtful} doubtful, ${byVerdict.clear} clear`,
      )
      return reportIds.length
    })
    return accepted > 0 ? EXIT.ok : EXIT.badInput
  },
}
