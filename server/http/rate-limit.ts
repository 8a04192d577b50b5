import type { Request, RequestHandler } from 'express'
import { Problem } from '../../domain/problem.ts'
import { classOf, type Limit } from './request-class.ts'

/** So many requests at once, and again so many within the seconds. */
export interface Rate {
  requests: number
  seconds: number
}
export type Rates = Readonly<Record<Limit, Rate>>

const MINUTE = 60
const HOUR = 3_600

/** Of one account (security design 11). */
export const RATES: Rates = {
  read: { requests: 600, seconds: MINUTE },
  search: { requests: 120, seconds: MINUTE },
  write: { requests: 60, seconds: MINUTE },
  upload: { requests: 30, seconds: MINUTE },
  check: { requests: 120, seconds: MINUTE },
  tile: { requests: 600, seconds: MINUTE },
  export: { requests: 10, seconds: HOUR },
}

/** A bureau shares one address: so many accounts may be at work behind it. */
const ACCOUNTS_AN_ADDRESS = 20

export const ratesOfAddress = (rates: Rates): Rates => {
  const entries = Object.entries(rates).map(([limit, { requests, seconds }]) => [
    limit,
    { requests: requests * ACCOUNTS_AN_ADDRESS, seconds },
  ])
  return Object.fromEntries(entries) as Rates
}

/** Keys remembered before those that have their full rate again are forgotten. */
const MANY = 10_000

interface Bucket {
  tokens: number
  /** ms since the epoch, when `tokens` was right. */
  at: number
  rate: Rate
}

/** Token buckets in memory, each full at first: a server that starts again forgives. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>()

  /** Takes a token of the key's and answers 0; or the seconds until there is one. */
  take(key: string, rate: Rate, now = Date.now()): number {
    const bucket = this.buckets.get(key) ?? this.add(key, rate, now)
    bucket.tokens = tokensAt(bucket, now)
    bucket.at = now
    if (bucket.tokens < 1) return ((1 - bucket.tokens) * rate.seconds) / rate.requests
    bucket.tokens -= 1
    return 0
  }

  private add(key: string, rate: Rate, now: number): Bucket {
    if (this.buckets.size >= MANY)
      for (const [old, bucket] of this.buckets)
        if (tokensAt(bucket, now) >= bucket.rate.requests) this.buckets.delete(old)
    const bucket = { tokens: rate.requests, at: now, rate }
    this.buckets.set(key, bucket)
    return bucket
  }
}

const tokensAt = ({ tokens, at, rate }: Bucket, now: number) =>
  Math.min(rate.requests, tokens + ((now - at) / 1000) * (rate.requests / rate.seconds))

/** Refuses with 429 what one key sends more often than its rates allow; without a key nothing is counted. */
export function rateLimit(rates: Rates, keyOf: (req: Request) => string | undefined): RequestHandler {
  const buckets = new TokenBuckets()
  return (req, _res, next) => {
    const { limit } = classOf(req)
    const key = keyOf(req)
    if (limit === null || key === undefined) return next()
    const rate = rates[limit]
    const seconds = Math.ceil(buckets.take(`${limit} ${key}`, rate))
    if (seconds > 0)
      throw new Problem(
        'too-many-requests',
        `More than ${rate.requests} requests of this kind in ${rate.seconds} s: try again in ${seconds} s.`,
        { retryAfterS: seconds },
      )
    next()
  }
}
