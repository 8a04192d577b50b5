import { EventEmitter } from 'node:events'
import type { Request, Response } from 'express'
import { expect, test } from 'vitest'
import { uploadsAtOnce } from '../../server/http/uploads-at-once.ts'

const guard = uploadsAtOnce((req) => req.get('who') ?? undefined, 2)

/** Sends a request: answers what ends it, or null where it is refused. */
function send(who: string | undefined, path = '/layers', method = 'POST'): (() => void) | null {
  const req = { method, path, get: () => who } as unknown as Request
  const res = new EventEmitter() as unknown as Response
  let isServed = false
  try {
    void guard(req, res, () => {
      isServed = true
    })
  } catch (error) {
    expect(error).toMatchObject({ code: 'too-many-requests', retryAfterS: 5 })
  }
  return isServed ? () => void res.emit('close') : null
}

test('a third file of one account waits for one of the two before it; others, and other requests, do not', () => {
  const [first, second] = [send('a'), send('a', '/reports/140404/7/evidence')]
  expect(first && second).not.toBeNull()
  expect(send('a', '/reports/import')).toBeNull()
  expect(send('b')).not.toBeNull()
  expect(send('a', '/reports')).not.toBeNull()
  expect(send('a', '/layers', 'GET')).not.toBeNull()
  first!()
  const third = send('a')
  expect(third).not.toBeNull()
  expect(send('a')).toBeNull()
  second!()
  third!()
  expect([send('a'), send('a'), send('a')].map((sent) => sent !== null)).toEqual([true, true, false])
})

test('who is nobody is refused elsewhere', () => {
  for (let n = 0; n < 5; n++) expect(send(undefined)).not.toBeNull()
})
