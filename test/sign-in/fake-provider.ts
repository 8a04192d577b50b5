import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CLIENT = { clientId: 'tuban', clientSecret: 'a secret of the provider’s' }

/** What a token says beside iss, aud, nonce and the times; a test names only what it is about. */
export interface TokenOver {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  key?: KeyObject
  isUnsigned?: boolean
}

export interface FakeProvider {
  issuer: string
  /** Signs somebody in at an address that the platform sent his browser to; answers the address to come back to. */
  signIn(address: string, subject: string, token?: TokenOver): string
  close(): Promise<void>
}

export const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 })

interface Granted {
  subject: string
  challenge: string
  redirectUri: string
  nonce: string
  token: TokenOver
}

/** An OpenID provider in the test's own process: discovery, keys, and a token endpoint that checks secret and PKCE. */
export async function startProvider(): Promise<FakeProvider> {
  const { publicKey, privateKey } = newKey()
  const codes = new Map<string, Granted>()
  let issuer = ''

  const idToken = ({ subject, nonce, token }: Granted) => {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, aud: CLIENT.clientId, sub: subject, nonce, iat: now, exp: now + 300 }
    const header = { alg: 'RS256', kid: 'k1', ...token.header }
    const signed = [header, { ...claims, ...token.claims }].map(encoded).join('.')
    const signature = token.isUnsigned
      ? ''
      : sign('sha256', Buffer.from(signed), token.key ?? privateKey).toString('base64url')
    return `${signed}.${signature}`
  }

  async function answer(req: IncomingMessage): Promise<[status: number, body: object]> {
    switch (req.url) {
      case '/.well-known/openid-configuration':
        return [
          200,
          {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/jwks`,
            response_types_supported: ['code'],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: ['RS256'],
            code_challenge_methods_supported: ['S256'],
          },
        ]
      case '/jwks':
        return [
          200,
          { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] },
        ]
      case '/token': {
        const body = new URLSearchParams((await req.toArray()).join(''))
        const granted = codes.get(body.get('code') ?? '')
        codes.delete(body.get('code') ?? '')
        const verifier = body.get('code_verifier') ?? ''
        const [, secret = ''] = (req.headers.authorization ?? '').split(' ')
        const isClient =
          Buffer.from(secret, 'base64').toString() ===
          `${CLIENT.clientId}:${encodeURIComponent(CLIENT.clientSecret).replaceAll('%20', '+')}`
        const isOurs =
          granted?.challenge === createHash('sha256').update(verifier).digest('base64url') &&
          granted.redirectUri === body.get('redirect_uri')
        if (!isClient || !isOurs) return [400, { error: 'invalid_grant' }]
        return [200, { access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken(granted) }]
      }
      default:
        return [404, {}]
    }
  }

  const server = createServer((req, res) => {
    void answer(req).then(([status, body]) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  let made = 0
  return {
    issuer,
    signIn(address, subject, token = {}) {
      const query = new URL(address).searchParams
      const given = (name: string) => query.get(name) ?? ''
      if (
        given('client_id') !== CLIENT.clientId ||
        given('response_type') !== 'code' ||
        given('code_challenge_method') !== 'S256'
      )
        throw new Error(`This is no request of ours: ${address}`)
      const code = `code-${made++}`
      const redirectUri = given('redirect_uri')
      codes.set(code, {
        subject,
        challenge: given('code_challenge'),
        redirectUri,
        nonce: given('nonce'),
        token,
      })
      return `${redirectUri}?${new URLSearchParams({ code, state: given('state') })}`
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
