import { computed } from 'vue'
import type { PlaceName } from '../../../../domain/api.ts'
import type { ListHead } from '../workbench/use-report-list.ts'
import { DECISIONS, REPORT_SOURCES, REPORT_STATES, VERDICTS } from '../../../../domain/report.ts'
import { CERTAINTIES, SEVERITIES } from '../../../../domain/rule.ts'
import { OVERRIDE_FILTERS } from '../../../../domain/override.ts'
import { TIES } from '../../../../domain/ties.ts'
import { inMu } from '../../format/area.ts'
import { groupName, RULE_GROUPS } from '../../filter/sentence.ts'
import { districtOf, meta } from '../../session.ts'
import { named, t } from '../../text/text.ts'

type CountName = keyof ListHead['counts']

/** The values of every question, with their counts as the server last said. */
export function useFacets(district: string, head: () => ListHead | null) {
  const countOf = (name: CountName, key: string) => {
    const counts = head()?.counts[name]
    return counts ? (counts.find((one) => one.key === key)?.count ?? 0) : null
  }

  /** Beside a township's own patches: how many it assists with, and all its ground in them. */
  const besideOf = ({ code, name }: PlaceName) => {
    const { counts } = head() ?? {}
    const assisting = counts?.assisting.find(({ key }) => key === code)?.count ?? 0
    const areaM2 = counts?.township.find(({ key }) => key === code)?.areaM2 ?? 0
    return {
      beside: assisting === 0 ? '' : t('shares.beside', { n: assisting }),
      title: t('shares.ofTownship', { name, mu: inMu(areaM2) }),
    }
  }

  return {
    verdicts: computed(() =>
      [...VERDICTS].reverse().map((value) => ({
        value,
        label: t(`verdict.${value}`),
        count: countOf('verdict', value),
      })),
    ),
    severities: computed(() =>
      SEVERITIES.map((value) => ({
        value,
        label: t(`severity.${value}`),
        count: countOf('severity', value),
      })),
    ),
    certainties: computed(() =>
      CERTAINTIES.map((value) => ({
        value,
        label: t(`certainty.${value}`),
        count: countOf('certainty', value),
      })),
    ),
    groups: computed(() =>
      RULE_GROUPS.map((value) => ({ value, label: groupName(value), count: countOf('group', value) })),
    ),
    rules: computed(() =>
      (meta.value?.rules ?? [])
        .map((rule) => ({
          value: rule.id,
          label: `${rule.id} ${named({ nameZh: rule.name, nameEn: rule.nameEn })}`,
          count: countOf('rule', rule.id),
        }))
        .sort((a, b) => (b.count ?? 0) - (a.count ?? 0)),
    ),
    townships: computed(() =>
      (districtOf(district)?.townships ?? []).map(({ code, name }) => ({
        value: code,
        label: name,
        count: countOf('township', code),
        ...besideOf({ code, name }),
      })),
    ),
    states: computed(() =>
      REPORT_STATES.map((value) => ({ value, label: t(`state.${value}`), count: countOf('state', value) })),
    ),
    decisions: computed(() =>
      (['none', ...DECISIONS] as const).map((value) => ({
        value,
        label: t(`decision.${value}`),
        count: countOf('decision', value),
      })),
    ),
    ties: computed(() =>
      TIES.map((value) => ({ value, label: t(`tie.${value}`), count: countOf('tie', value) })),
    ),
    overrides: computed(() =>
      OVERRIDE_FILTERS.map((value) => ({
        value,
        label: t(`overrideFilter.${value}`),
        count: countOf('override', value),
      })),
    ),
    sources: computed(() =>
      REPORT_SOURCES.map((value) => ({
        value,
        label: t(`source.${value}`),
        count: countOf('source', value),
      })),
    ),
  }
}
