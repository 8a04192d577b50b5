import type { Router } from 'express'
import type { Operation } from '../../domain/access.ts'
import type { PartyItem, Person } from '../../domain/api.ts'
import { PARTY_FIELDS } from '../../domain/party.ts'
import { Problem } from '../../domain/problem.ts'
import { requireOwnDistrict } from '../access/district.ts'
import { mayKnowOf } from '../access/party.ts'
import { actorOf } from '../audit/actor.ts'
import { exportStream, record, reportStream } from '../audit/record.ts'
import type { Database, Db } from '../db/database.ts'
import { regroupReport } from '../groups/settle-groups.ts'
import { handle } from '../http/handle.ts'
import {
  addParties,
  openParty,
  partiesOf,
  removeParty,
  reportsNaming,
  mayWithParties,
} from '../queries/parties.ts'
import { noSuchReport } from '../report-page.ts'

/** People whom reports name. Their values leave by `unmask` alone, for one answer, with a reason that stays. */
export function partyRoutes(router: Router, db: Database): void {
  const masked = async (tx: Db, person: Person, district: string, reportId: string) => ({
    parties: (await partiesOf(tx, district, reportId)).map((party) => shownTo(person, party)),
  })

  handle(router, 'GET /reports/:district/:reportId/parties', ({ params, person }) => {
    const { district, reportId } = params
    return db.transaction(
      async (tx) => {
        await requireRight(tx, person, district, reportId, 'party.read')
        return masked(tx, person, district, reportId)
      },
      { readOnly: true },
    )
  })

  handle(router, 'POST /reports/:district/:reportId/parties', ({ params, body, person, write, req }) => {
    const { district, reportId } = params
    return write(db, async (tx) => {
      await requireRight(tx, person, district, reportId, 'party.edit')
      const [partyId] = await addParties(tx, district, person.nameZh, [{ reportId, party: body }])
      await regroupReport(tx, district, reportId)
      const fields = PARTY_FIELDS.filter((field) => body[field] !== null)
      await record(tx, {
        stream: reportStream(district, reportId),
        by: actorOf(req),
        action: 'party.add',
        object: `party:${partyId}`,
        detail: { role: body.role, fields },
      })
      return masked(tx, person, district, reportId)
    })
  })

  handle(
    router,
    'POST /reports/:district/:reportId/parties/:partyId/unmask',
    ({ params, body, person, req }) => {
      const { district, reportId, partyId } = params
      return db.transaction(async (tx) => {
        await requireRight(tx, person, district, reportId, 'party.unmask')
        const party = await openParty(tx, district, reportId, partyId)
        if (!party) throw noSuchParty()
        if (!mayKnowOf(person, party.role))
          throw new Problem('forbidden', 'Who reported is kept from the townships.')
        const { role, ...values } = party
        await record(tx, {
          stream: reportStream(district, reportId),
          by: actorOf(req),
          action: 'party.unmask',
          object: `party:${partyId}`,
          reason: body.reason,
          detail: { role, fields: PARTY_FIELDS.filter((field) => values[field] !== null) },
        })
        return values
      })
    },
  )

  handle(
    router,
    'POST /reports/:district/:reportId/parties/:partyId/remove',
    ({ params, body, person, req }) => {
      const { district, reportId, partyId } = params
      return db.transaction(async (tx) => {
        await requireRight(tx, person, district, reportId, 'party.edit')
        const party = (await partiesOf(tx, district, reportId)).find((one) => one.partyId === partyId)
        if (!party || !mayKnowOf(person, party.role)) throw noSuchParty()
        await removeParty(tx, district, reportId, partyId)
        await regroupReport(tx, district, reportId)
        await record(tx, {
          stream: reportStream(district, reportId),
          by: actorOf(req),
          action: 'party.remove',
          object: `party:${partyId}`,
          reason: body.reason,
          detail: { role: party.role },
        })
        return masked(tx, person, district, reportId)
      })
    },
  )

  handle(router, 'POST /parties/search', ({ body, person, req }) => {
    const { district, phone, idNo } = body
    requireOwnDistrict(person, district)
    const [field, text] = phone === null ? (['idNo', idNo!] as const) : (['phone', phone] as const)
    return db.transaction(async (tx) => {
      const found = await reportsNaming(tx, person, district, field, text)
      const known = found.filter(({ party }) => mayKnowOf(person, party.role))
      // That somebody was looked for is told, and not whom: the trail is kept for longer than he is.
      await record(tx, {
        stream: exportStream(),
        by: actorOf(req),
        action: 'party.search',
        object: `district:${district}`,
        detail: { field, reports: known.map(({ reportId }) => reportId) },
      })
      return { reports: known }
    })
  })
}

const shownTo = (person: Person, party: PartyItem): PartyItem =>
  mayKnowOf(person, party.role) ? party : { ...party, name: null, phone: null, idNo: null }

async function requireRight(
  tx: Db,
  person: Person,
  district: string,
  reportId: string,
  operation: Operation,
): Promise<void> {
  const may = await mayWithParties(tx, person, district, reportId, operation)
  if (may === null) throw noSuchReport(reportId)
  if (!may)
    throw new Problem('forbidden', 'The people of this report are not yours to see: it is with others.')
}

const noSuchParty = () => new Problem('not-found', 'There is no such person at this report.')
