import { LAYER_FIELDS } from '../../domain/layer-fields.ts'
import {
  PERMIT_STATUSES,
  REGISTER_ROLES,
  type LayerFeatureAttributes,
  type LayerRole,
} from '../../domain/layer.ts'
import { pick, textValue } from '../intake/values.ts'

export interface RegisterNotes {
  feature: LayerFeatureAttributes
  /** What was set aside, for the list of problems; null where nothing was. */
  note: { code: string; detail: string } | null
}

/**
 * A register row whose dates and status may be judged by. Dates in the wrong order say nothing, so both are dropped and
 * the permit counts as undated; what was not understood is told, since it changes what the permit covers.
 */
export function withRegisterNotes(role: LayerRole, feature: LayerFeatureAttributes): RegisterNotes {
  if (!(REGISTER_ROLES as readonly LayerRole[]).includes(role)) return { feature, note: null }
  const { issuedOn = [], expiresOn = [], status = [] } = LAYER_FIELDS[role]
  const said = (names: readonly string[]) => textValue(pick(feature.attributes, names))
  const { validFrom, validTo } = feature
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    return {
      feature: { ...feature, validFrom: null, validTo: null },
      note: {
        code: 'dates-reversed',
        detail: `The last day of validity ${validTo} lies before the day of issue ${validFrom}: both were dropped.`,
      },
    }
  for (const [names, read] of [
    [issuedOn, validFrom],
    [expiresOn, validTo],
  ] as const) {
    const text = said(names)
    if (text !== null && read === null)
      return {
        feature,
        note: { code: 'day-unreadable', detail: `“${text.slice(0, 40)}” is no day: it counts as unknown.` },
      }
  }
  const statusText = said(status)
  const known = PERMIT_STATUSES.some((one) => one === feature.attributes['status'])
  if (statusText === null || known) return { feature, note: null }
  return {
    feature,
    note: {
      code: 'status-unknown',
      detail: `The status “${statusText.slice(0, 40)}” is not known: the permit is judged by its dates alone.`,
    },
  }
}
