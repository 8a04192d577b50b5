import type { Router } from 'express'
import { Problem } from '../../domain/problem.ts'
import { actorOf } from '../audit/actor.ts'
import { ADMIN_STREAM, record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { handle } from '../http/handle.ts'
import { placeNames } from '../queries/places.ts'
import { addPower, endPower, powersOf } from '../queries/powers.ts'
import { groupOf } from '../rules/concerns.ts'
import { CATALOGUE } from '../rules/index.ts'

const RULES = new Set(CATALOGUE.flatMap(({ id }) => [id, groupOf(id)]))

/** 职权: the leading office writes down who may act by which rule in which township. */
export function powerRoutes(router: Router, db: Database): void {
  handle(router, 'GET /powers', async ({ person }) => ({ powers: await powersOf(db, person.district) }))

  handle(router, 'POST /powers', ({ body, person, write, req }) => {
    const { district } = person
    const { ruleGroup, township, validFrom, validTo } = body
    if (!RULES.has(ruleGroup)) throw fault('/ruleGroup', `${ruleGroup} is no rule and no group of rules.`)
    if (validTo !== null && validTo < validFrom)
      throw fault('/validTo', 'The last day lies before the first.')
    return write(db, async (tx) => {
      if (township !== null && !(await placeNames(tx, district, 'townships')).has(township))
        throw new Problem('unknown-township', `There is no township ${township} in the district.`, {
          errors: [{ pointer: '/township', detail: township }],
        })
      if (!(await addPower(tx, district, body, person.personId)))
        throw new Problem(
          'conflict',
          'A power of this rule and place begins on that day already: take it away first.',
        )
      const object = `power:${district}/${ruleGroup}/${township ?? '*'}`
      await record(tx, { stream: ADMIN_STREAM, by: actorOf(req), action: 'power.set', object, detail: body })
      return { powers: await powersOf(tx, district) }
    })
  })

  handle(router, 'POST /powers/:powerId/end', ({ params, person, seen, write, req }) =>
    write(db, async (tx) => {
      const { district, personId } = person
      const power = (await powersOf(tx, district)).find(({ powerId }) => powerId === params.powerId)
      if (!power) throw new Problem('not-found', `There is no power ${params.powerId}.`)
      if (!(await endPower(tx, district, { powerId: params.powerId, version: seen }, personId)))
        throw new Problem('precondition-failed', 'The power was changed after you saw it: look again.', {
          current: { ...power },
        })
      const object = `power:${district}/${power.ruleGroup}/${power.township ?? '*'}`
      await record(tx, { stream: ADMIN_STREAM, by: actorOf(req), action: 'power.end', object, detail: power })
      return { powers: await powersOf(tx, district) }
    }),
  )
}

const fault = (pointer: string, detail: string) =>
  new Problem('invalid-request', detail, { errors: [{ pointer, detail }] })
