import type { Amount, Explanation, Step } from '../../domain/api.ts'
import { AGENCIES, DOUBT_REASONS, MISSING_EVIDENCE } from '../../domain/rule.ts'
import { squareMetres, squareMetresToMu } from '../../domain/units.ts'
import { checksText } from './checks-text.ts'
import { m2, number, quantity } from './figures.ts'
import { tableText } from './terminal.ts'

/** An explanation as a terminal shows it: everything that the page shows, entries by their code names. */
export function explanationText(one: Explanation): string {
  return [
    head(one),
    section('图斑 Patch', patch(one)),
    section('规则 Rule', rule(one)),
    section('所用阈值 Thresholds', thresholds(one)),
    section('图层版本 Layer versions', layers(one)),
    section('面积台账 Ledger, m²', ledger(one)),
    section('图层事实 Facts, m²', facts(one)),
    section('证照 Permits', permits(one)),
    section('推导 Derivation', one.steps.map(stepText)),
    section('尚缺证据 Evidence missing', one.result.missing.map(wordFrom(MISSING_EVIDENCE))),
    section('办理 Since then', since(one)),
    section('复算 Made again from storage', checksText(one.checks)),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0
    ? ''
    : [title, ...lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`)].join('\n')

const wordFrom =
  (words: Readonly<Record<string, string>>) =>
  (word: string): string =>
    word in words ? `${words[word]} ${word}` : word

function head({ reference, result, isCurrent, evaluation, district, madeAt, rule }: Explanation): string {
  const name = rule ? ` ${rule.name} ${rule.nameEn}` : ''
  const kind =
    result.kind === 'finding' ? result.severity : `存疑 ${wordFrom(DOUBT_REASONS)(result.reason ?? '')}`
  const standing = isCurrent ? '现行 current' : '已被后来的套合取代 replaced by a later evaluation'
  return [
    `${reference} · ${result.ruleId}${name} · ${kind}`,
    `${district.nameZh} ${district.district} · 套合 evaluated ${evaluation.evaluatedAt} · ${standing} · 本件 this paper ${madeAt}`,
  ].join('\n')
}

function patch({ report, evaluation, inputSha256, attributes }: Explanation): string[] {
  const { reportNo, areaM2, type, source, reportedOn } = report.report
  const known = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined)
  return [
    `${reportNo} · ${quantity(areaM2, 'm2')} · ${type ?? '—'} · ${source} · 上报 reported ${reportedOn}`,
    `几何 geometry sha256 ${evaluation.reportSha256} · EPSG:4490, 量算 measured in EPSG:${report.planeSrid} ÷ k²`,
    `行为 act ${report.actOn ?? '—'} · 影像 images ${report.imageBefore ?? '—'} / ${report.imageAfter ?? '—'} · 判定时点 judged by ${evaluation.actFrom ? `${evaluation.actFrom} … ` : ''}${evaluation.asOf}`,
    ...(known.length > 0
      ? [`规则所读属性 attributes read: ${known.map(([key, value]) => `${key}=${String(value)}`).join(', ')}`]
      : []),
    `输入 inputs sha256 ${inputSha256 ?? '—（早期版本 earlier release）'}`,
    `引擎 engine ${evaluation.engine}, 第 step ${evaluation.step} 级 · 规则 rules ${evaluation.rulesVersion}`,
  ]
}

function rule({ rule, result, law }: Explanation): string[] {
  const agency = wordFrom(AGENCIES)
  return [
    ...(rule
      ? [
          `${rule.id} ${rule.code}, 第 ${rule.version} 版 version ${rule.version}`,
          ...(rule.condition ? [`条件 condition: ${rule.condition} · ${rule.conditionEn}`] : []),
        ]
      : []),
    ...(result.statute ? [`依据 statute: ${result.statute}`] : []),
    ...(rule?.consequence ? [`后果 consequence: ${rule.consequence} · ${rule.consequenceEn}`] : []),
    `牵头 lead: ${agency(result.lead)}`,
    ...(law
      ? [
          `法律时点 law of ${law.on} (${law.is === 'act' ? '行为时 of the act' : '从轻，今日 of today, milder'}), sha256 ${law.sha256}`,
        ]
      : []),
  ]
}

const thresholds = ({ thresholds }: Explanation) =>
  thresholds.map(
    ({ key, value, unit, source, confirmed }) =>
      `${key} = ${value === null ? '未定 unset' : quantity(value, unit)} · ${source} · ${confirmed ? '已确认 confirmed' : '未经确认 unconfirmed'}`,
  )

function layers({ evaluation, sources }: Explanation): string[] {
  const sourceOf = new Map(sources.map((one) => [one.layerVersionId, one]))
  return [
    ...evaluation.layers.map(({ role, version, validFrom, laterThanDay, source, layerVersionId }) => {
      const from = sourceOf.get(layerVersionId)
      const later = laterThanDay ? ' · 晚于行为 later than the act' : ''
      const withdrawn = from?.isWithdrawn ? ' · 后被撤回 withdrawn since' : ''
      return `${role} v${version} (${validFrom})${later}${withdrawn} · ${source} · ${from?.fileName ?? ''} · sha256 ${from?.sha256 ?? '—'}`
    }),
    ...evaluation.hiddenLayers.map((role) => `${role} · 超出权限，只列面积 beyond clearance, areas only`),
    ...(evaluation.missingLayers.length > 0
      ? [`未核查（缺图层）not checked, no layer: ${evaluation.missingLayers.join(', ')}`]
      : []),
  ]
}

const ledger = ({ evaluation, entries }: Explanation) =>
  evaluation.ledger.length === 0
    ? []
    : [
        tableText([
          ['', 'm²', '亩', '宽 width m'],
          ...evaluation.ledger.map(({ entry, areaM2, widthM }) => [
            `${entries.includes(entry) ? '▸' : ' '} ${entry}`,
            number.format(areaM2),
            squareMetresToMu(squareMetres(areaM2)).toFixed(4),
            widthM === null ? '' : widthM.toFixed(2),
          ]),
        ]),
        '▸ 规则所读 read by the rule',
      ]

const facts = ({ evaluation }: Explanation) =>
  evaluation.facts.map(({ role, sourceKey, featureId, class: landClass, className, areaM2 }) =>
    `${role} ${featureId === null ? '' : (sourceKey ?? `#${featureId}`)} ${[landClass, className].filter(Boolean).join(' ')} ${m2(areaM2)}`.replaceAll(
      / {2,}/g,
      ' ',
    ),
  )

const permits = ({ evaluation }: Explanation) =>
  evaluation.permits.map(
    ({ role, number: no, timing, issuedOn, expiresOn, coveredM2, excessM2 }) =>
      `${role} ${no ?? '—'} · ${timing} ${issuedOn ?? '?'} → ${expiresOn ?? '长期'} · 覆盖 covered ${m2(coveredM2)} · 超出 beyond ${m2(excessM2)}`,
  )

const amount = ({ name, value }: Amount) => `${name} ${number.format(value)}`

function stepText(step: Step): string {
  switch (step.kind) {
    case 'sum':
      return `${amount(step.whole)} = ${step.parts.map(amount).join(' + ')} (差 off ${step.difference.toExponential(1)})`
    case 'difference':
      return `${amount(step.value)} = ${amount(step.first)} − ${amount(step.second)}`
    case 'quotient':
      return `${step.value.name} ${quantity(step.value.value, 'ratio')} = ${amount(step.first)} ÷ ${amount(step.second)}`
    case 'features':
      return `${amount(step.entry)} ← ${step.role}, ${step.count} 个要素 features, 合计 sum ${number.format(step.sum)}`
    case 'size':
      return `${amount(step.entry)} m²${step.widthM === null ? '' : `, 宽 width ${step.widthM.toFixed(2)} m`}: ${SIZES[step.size]} (ε ${step.noiseM2} m²; 细缝 sliver < ${step.sliverM2} m² 且 and < ${step.sliverWidthM} m)`
    case 'bound':
      return `${step.name ?? '实测 measured'} ${quantity(step.measured, step.unit)} ${step.relation} ${step.thresholdKey ?? '限值 bound'} ${quantity(step.threshold, step.unit)}${step.range ? ` (计入位置误差 within accuracy ${quantity(step.range.low, step.unit)} … ${quantity(step.range.high, step.unit)})` : ''}${step.certainty === 'possible' ? ' 可能 possible' : ''}`
  }
}

const SIZES = { nothing: '不计 nothing', sliver: '细缝 sliver', real: '计入 counts' } as const

function since({ decisions, overrides, assignments }: Explanation): string[] {
  const acts = [
    ...decisions.flatMap(({ decision, reason, decidedBy, decidedAt, undoneBy, undoneAt }) => [
      [decidedAt, `判定 decided ${decision} · ${decidedBy} · ${reason}`] as const,
      ...(undoneAt ? [[undoneAt, `撤销判定 undone ${decision} · ${undoneBy ?? ''}`] as const] : []),
    ]),
    ...overrides.flatMap(
      ({ ruleId, category, reason, madeBy, madeAt, endedHow, endedAt, endedBy, endReason }) => [
        [madeAt, `认定误报 overridden ${ruleId} ${category} · ${madeBy} · ${reason}`] as const,
        ...(endedAt && endedHow === 'withdrawn'
          ? [
              [
                endedAt,
                `撤销误报认定 override withdrawn ${ruleId} · ${endedBy ?? ''} · ${endReason ?? ''}`,
              ] as const,
            ]
          : []),
      ],
    ),
    ...assignments.flatMap(
      ({ township, assignedBy, assignedAt, acknowledgedBy, acknowledgedAt, withdrawnAt }) => [
        [assignedAt, `交办 assigned ${township.name} · ${assignedBy}`] as const,
        ...(acknowledgedAt
          ? [[acknowledgedAt, `签收 acknowledged ${township.name} · ${acknowledgedBy ?? ''}`] as const]
          : []),
        ...(withdrawnAt ? [[withdrawnAt, `撤回交办 withdrawn ${township.name}`] as const] : []),
      ],
    ),
  ]
  return acts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([at, what]) => `${at} ${what}`)
}
