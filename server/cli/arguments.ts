import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { LABELS } from '../../domain/label.ts'
import { MAX_ACCURACY_M } from '../../domain/units.ts'
import { needsReleaseNo, type Marking } from '../../domain/marking.ts'
import { LAYER_ROLE_ALIASES, layerRoleOf, LAYER_ROLES, type LayerRole } from '../../domain/layer.ts'
import { REPORT_SOURCES, type ReportSource } from '../../domain/report.ts'
import type { Day } from '../../domain/units.ts'
import { parseClassMap, type ClassMap } from '../intake/class-map.ts'
import { dayValue } from '../intake/values.ts'
import { InputError, UsageError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Options and files of a command line. Whatever does not fit is a UsageError that ends in the way out. */
export function readArguments<const T extends Options>(command: string, args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [why] = (error as Error).message.split(/\. (?=To specify)/)
    throw usage(command, why!.replace(/\.$/, ''))
  }
}

export const usage = (command: string, fault: string) =>
  new UsageError(`${fault}. See: tuban help ${command}`)

/** The one file that a command works on. */
export function oneFile(command: string, files: readonly string[], what: string): string {
  if (files.length === 0) throw usage(command, `Name ${what}`)
  if (files.length > 1) throw usage(command, `Name one file, not ${files.length}: ${files.join(', ')}`)
  return files[0]!
}

export function required(command: string, name: string, value: string | undefined): string {
  if (value === undefined || value.trim() === '') throw usage(command, `--${name} is missing`)
  return value
}

/** ± m, or null where it is not stated. */
export function accuracy(command: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const metres = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN
  if (!(metres <= MAX_ACCURACY_M))
    throw usage(command, `--accuracy takes metres up to ${MAX_ACCURACY_M}, not “${text}”`)
  return metres
}

/** What whoever imports a layer says of its secrecy. */
export function marking(
  command: string,
  by: string,
  values: {
    'not-secret'?: boolean | undefined
    label?: string | undefined
    'release-no'?: string | undefined
  },
): Marking {
  if (!values['not-secret'])
    throw usage(command, 'Say --not-secret: that the file holds no state secret (密级为非密)')
  const word = values.label ?? 'internal'
  const label = LABELS.find((one) => one === word)
  if (!label) throw usage(command, `--label takes one of ${LABELS.join(', ')}, not “${word}”`)
  const releaseNo = values['release-no']?.trim() || null
  if (needsReleaseNo(label) && releaseNo === null)
    throw usage(command, `--release-no is missing: what is ${label} was released by a document`)
  return { label, releaseNo, notSecretBy: by }
}

/** YYYY-MM-DD and nothing else: a date typed at a terminal should not be guessed at. */
export function day(command: string, name: string, value: string): Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value) || dayValue(value) !== value)
    throw usage(command, `${name} takes a day as YYYY-MM-DD, not “${value}”`)
  return value
}

export function epsg(command: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const code = /^(?:EPSG:)?(\d{4,6})$/i.exec(value.trim())?.[1]
  if (code === undefined) throw usage(command, `--crs takes an EPSG code such as 4526, not “${value}”`)
  return Number(code)
}

export function role(command: string, word: string): LayerRole {
  const found = layerRoleOf(word)
  if (found === null)
    throw usage(
      command,
      `There is no layer role “${word}”; there are: ${[...LAYER_ROLES, ...Object.keys(LAYER_ROLE_ALIASES)].join(', ')}`,
    )
  return found
}

export function reportSource(command: string, word: string): ReportSource {
  const found = REPORT_SOURCES.find((source) => source === word)
  if (!found) throw usage(command, `--source takes one of ${REPORT_SOURCES.join(', ')}, not “${word}”`)
  return found
}

export async function classMapOf(file: string | undefined): Promise<ClassMap | undefined> {
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new InputError(`${file} cannot be read: ${(error as Error).message}`)
  })
  return parseClassMap(text, path.basename(file))
}

/** A day without a time, by the clock of this machine. */
export function today(): Day {
  const now = new Date()
  const two = (value: number) => String(value).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}
