import type { ProblemItem } from '../../../../domain/problem.ts'
import type { Fault } from '../../map/layers/sketch-layer.ts'
import { geometryProblemText } from '../../text/problem-text.ts'

/** Those faults that have a place, numbered as in the panel's list. */
export const faultsOf = (errors: readonly ProblemItem[]): readonly Fault[] =>
  errors.flatMap(({ coordinate, code, detail }, n) =>
    coordinate && coordinate.length >= 2
      ? [{ coordinate, label: `${n + 1} ${geometryProblemText(code, detail)}` }]
      : [],
  )
