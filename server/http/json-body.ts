import { isUtf8 } from 'node:buffer'
import express, { type RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { JsonError, parseStrictJson } from '../intake/strict-json.ts'

const LIMIT = '2mb' // a report of 5,000 vertices takes some 200 kB

/** Reads JSON bodies, as text at first: a slow sender takes nobody's turn. */
export const jsonText: RequestHandler = express.text({
  type: 'application/json',
  limit: LIMIT,
  verify: (_req, _res, bytes, charset) => refuseOtherText(bytes, charset),
})

const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/** The decoder would drop a byte order mark, and put a sign of its own for what is no UTF-8. */
function refuseOtherText(bytes: Buffer, charset: string): void {
  if (!/^utf-?8$/i.test(charset))
    throw new Problem('unsupported-media', `JSON is sent as UTF-8, and not as ${charset}.`)
  if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK))
    throw new Problem('invalid-request', 'The JSON starts with a byte order mark: send it without.')
  if (!isUtf8(bytes)) throw new Problem('invalid-request', 'The JSON is not UTF-8: send it as UTF-8.')
}

/** Parses them strictly: repeated keys and deep nesting are refused, see server/intake/strict-json.ts. */
export const parseJson: RequestHandler = (req, _res, next) => {
  if (typeof req.body === 'string') req.body = parsed(req.body)
  next()
}

function parsed(text: string): unknown {
  if (text === '') return {}
  try {
    return parseStrictJson(text)
  } catch (error) {
    if (error instanceof JsonError) throw new Problem('invalid-request', error.message, { cause: error })
    throw error
  }
}
