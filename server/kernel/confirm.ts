import type { GroundFacts, SecondOpinion } from '../../domain/ledger.ts'
import { beyondClearance } from '../db/acting.ts'
import type { Db } from '../db/database.ts'
import { isOfTheDatabase } from '../db/errors.ts'
import type { Judged } from '../queries/evaluations-write.ts'
import type { Judgement, Period } from '../rules/judge.ts'
import { isGrave } from '../rules/second-opinion.ts'
import { disputesOf } from './compare.ts'
import { measureGrounds } from './grounds.ts'
import { installedKernel, KERNEL_VERSION, type Kernel } from './kernel.ts'
import type { KernelMeasure } from './measure.ts'

type Measures = ReadonlyMap<GroundFacts, KernelMeasure | null>
const NOTHING_MEASURED: Measures = new Map()
const UNANSWERED: SecondOpinion = { engine: null, disputes: [] }

/**
 * Asks the second engine about every report of which something grave was found. What it says is kept with the ground, and
 * where it disagrees the report is judged anew: a grave finding on disputed ground is a doubt.
 */
export async function confirmed(
  tx: Db,
  district: string,
  judged: readonly Judged[],
  judgeAgain: (one: Judged, periods: readonly Period[]) => Judgement,
): Promise<Judged[]> {
  const grave = judged.filter(({ judgement }) => judgement.results.some(isGrave))
  if (grave.length === 0) return [...judged]
  const opinions = await opinionsOf(tx, district, grave)
  return judged.map((one) => {
    const said = opinions.get(one)
    if (!said) return one
    const periods = one.periods.map((period, n) => ({
      ...period,
      ground: { ...period.ground, secondOpinion: said[n]! },
    }))
    const isDisputed = said.some(({ disputes }) => disputes.length > 0)
    return {
      ...one,
      periods,
      overlay: { ...one.overlay, ground: periods.at(-1)!.ground },
      judgement: isDisputed ? judgeAgain(one, periods) : one.judgement,
    }
  })
}

/** By report, an opinion on each of its periods. */
async function opinionsOf(
  tx: Db,
  district: string,
  grave: readonly Judged[],
): Promise<Map<Judged, SecondOpinion[]>> {
  const kernel = installedKernel()
  const measures = kernel ? await measuresOf(kernel, tx, district, grave) : NOTHING_MEASURED
  return new Map(
    grave.map((one) => [
      one,
      one.periods.map(({ ground }): SecondOpinion => {
        const measure = measures.get(ground)
        return measure
          ? { engine: `kernel/${KERNEL_VERSION}`, disputes: disputesOf(ground, measure) }
          : UNANSWERED
      }),
    ]),
  )
}

/** By the ground that is in question. A kernel that fails stops nobody; what the database refuses ends the transaction. */
async function measuresOf(
  kernel: Kernel,
  tx: Db,
  district: string,
  grave: readonly Judged[],
): Promise<Measures> {
  const asked = grave.flatMap(({ report: { reportId }, periods }) =>
    periods.map(({ to, ground }) => ({ reportId, day: to, ground })),
  )
  try {
    const answers = await beyondClearance(tx, () => measureGrounds(kernel, tx, district, asked))
    return new Map(asked.map(({ ground }, n) => [ground, answers[n] ?? null]))
  } catch (error) {
    if (isOfTheDatabase(error)) throw error
    return NOTHING_MEASURED
  }
}
