import { squareMetres } from '../../domain/units.ts'
import type { LedgerEntry } from '../../domain/ledger.ts'
import { useOf } from './evidence.ts'
import { permitsInWords } from './registers.ts'
import { isUncoveredConstruction } from './report-kinds.ts'
import { defineRule, sizeOf, type Context } from './rule.ts'

/**
 * NA-05 · 占用未利用地、存量建设用地未批: unused land, or land that was construction land before, with no right or approval.
 *
 * On unused land nobody has a right without an approval. On construction land somebody has one, and often for longer than
 * registers reach: without any registration in the district, who has none is not known, and a doubt. A dwelling of a
 * villager, or of a builder whom nobody named, is HS-01's there.
 */
export const landUnapproved = defineRule({
  id: 'NA-05',
  code: 'LAND_UNAPPROVED',
  name: '占用未利用地、存量建设用地未批',
  nameEn: 'Unused or construction land without right or approval',
  statute: '土地管理法 77',
  lead: 'NR',
  needs: ['land-use', 'land-approvals'],
  about: {
    severity: 'low',
    condition: '合法扣除后占用未利用地，或占用存量建设用地而无批准、登记、宅基地批准',
    conditionEn:
      'Unused land, or existing construction land with no approval, registration or homestead approval',
    consequence: '责令退还；符合规划的没收建筑物，不符合的拆除，可并处罚款',
    consequenceEn: 'Return the land; confiscate per plan, demolish against it; a fine may be added',
    attributes: ['type', 'use', 'partyKind'],
  },
  appliesTo: isUncoveredConstruction,
  judge(context) {
    const { report, ground, finding, doubt, area, areas } = context
    const unused = sized(context, 'remainderUnused', 0)
    const built = isHomestead(context)
      ? null
      : sized(context, 'remainderConstruction', area('homesteadCovered'))
    const isRightKnown = ground.layers['land-approvals']?.hasRegistrations === true

    const slivers = [unused, built].filter((part) => part?.size === 'sliver')
    const taken = [unused, isRightKnown ? built : null].filter((part) => part?.size === 'real')
    return [
      ...(taken.length > 0
        ? [
            finding({
              severity: 'low',
              measured: taken.reduce((sum, part) => sum + part!.area, 0),
              threshold: 'overlay.noiseM2',
              missing: ['fieldCheck', 'approvalPapers', 'landRight', ...useOf(report)],
              numbers: {
                ...areas(
                  'remainderUnused',
                  'remainderConstruction',
                  'coveredLandApproval',
                  'homesteadCovered',
                ),
                approvals: permitsInWords(context, 'land-approvals', 'temporary-use', 'homestead-approvals'),
              },
            }),
          ]
        : []),
      ...(built?.size === 'real' && !isRightKnown
        ? [doubt('right-unknown', 'remainderConstruction', built.area)]
        : []),
      ...slivers.map((part) => doubt('sliver', part!.entry, part!.area)),
    ]
  },
})

const isHomestead = ({ report: { use, partyKind } }: Context) =>
  use === 'dwelling' && (partyKind === null || partyKind === 'villager')

/** What is left of an entry when so much of it may have a right. */
function sized({ ground, thresholds }: Context, entry: LedgerEntry, covered: number) {
  const measure = ground.ledger[entry] ?? { area: squareMetres(0), width: null }
  const area = squareMetres(Math.max(0, measure.area - covered))
  return { entry, area, size: sizeOf({ area, width: measure.width }, thresholds) }
}
