import express, { type RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { JsonError, parseStrictJson } from '../intake/strict-json.ts'

const LIMIT = '2mb' // a report of 5,000 vertices takes some 200 kB

/** Reads JSON bodies, as text at first: a slow sender takes nobody's turn. */
export const jsonText: RequestHandler = express.text({ type: 'application/json', limit: LIMIT })

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
