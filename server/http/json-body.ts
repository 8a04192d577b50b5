import express, { type RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { JsonError, parseStrictJson } from '../intake/strict-json.ts'

const LIMIT = '2mb' // a report of 5,000 vertices takes some 200 kB

/** Reads JSON bodies strictly: repeated keys and deep nesting are refused, see server/intake/strict-json.ts. */
export const jsonBody: readonly RequestHandler[] = [
  express.text({ type: 'application/json', limit: LIMIT }),
  (req, _res, next) => {
    if (typeof req.body === 'string') req.body = parsed(req.body)
    next()
  },
]

function parsed(text: string): unknown {
  if (text === '') return {}
  try {
    return parseStrictJson(text)
  } catch (error) {
    if (error instanceof JsonError) throw new Problem('invalid-request', error.message, { cause: error })
    throw error
  }
}
