import { access, constants, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { outputFormat, writeVector, type OutputRow } from '../../intake/write/vector-writer.ts'
import type { JudgedReport } from '../../queries/judged-reports.ts'
import { InputError } from '../command.ts'
import { FINDING_COLUMNS, findingRows, REPORT_COLUMNS, reportRow } from './columns.ts'
import type { CheckArguments } from './arguments.ts'

/** Refuses outputs that could not be written or would overwrite an input, before the work and not after it. */
export async function checkOutputs({ reports, layers, out, findings }: CheckArguments): Promise<void> {
  const outputs = [out, findings].filter((file) => file !== undefined)
  const inputs = await Promise.all([reports.file, ...layers.map(({ file }) => file)].map(whole))
  for (const file of outputs) {
    outputFormat(file)
    if (inputs.includes(await whole(file)))
      throw new InputError(`${file} is an input: write to another file.`)
    await checkFolder(file)
  }
  if (out !== undefined && findings !== undefined && (await whole(out)) === (await whole(findings)))
    throw new InputError(`--out and --findings are both ${out}: write to two files.`)
}

const whole = (file: string) => realpath(file).catch(() => path.resolve(file))

async function checkFolder(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file))
  try {
    await access(folder, constants.W_OK)
  } catch {
    throw new InputError(`${file} cannot be written: there is no folder ${folder} that you may write to.`)
  }
  if (
    await stat(file).then(
      (found) => found.isDirectory(),
      () => false,
    )
  )
    throw new InputError(`${file} is a folder: name a file.`)
}

/** Writes the files that were asked for; each appears whole or not at all. */
export async function writeOutputs(
  { out, findings }: Pick<CheckArguments, 'out' | 'findings'>,
  reports: () => AsyncIterable<JudgedReport>,
): Promise<string[]> {
  if (out !== undefined)
    await writeVector(
      out,
      REPORT_COLUMNS,
      rowsOf(reports(), (report) => [reportRow(report)]),
    )
  if (findings !== undefined) await writeVector(findings, FINDING_COLUMNS, rowsOf(reports(), findingRows))
  return [out, findings].filter((file) => file !== undefined)
}

async function* rowsOf(
  reports: AsyncIterable<JudgedReport>,
  rows: (report: JudgedReport) => OutputRow[],
): AsyncGenerator<OutputRow> {
  for await (const report of reports) yield* rows(report)
}
