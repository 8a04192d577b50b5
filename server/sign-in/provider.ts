import * as oidc from 'openid-client'
import { Problem } from '../../domain/problem.ts'

export interface ProviderOptions {
  issuer: string
  clientId: string
  clientSecret: string
}

/** What of a sign-in that is under way only the browser that began it may know. */
export interface PendingLogin {
  state: string
  nonce: string
  verifier: string
  /** ms since the epoch */
  startedAt: number
}

/** Who somebody is, by the provider's word. */
export interface ProvenIdentity {
  issuer: string
  subject: string
  /** When he gave his password there, where the provider says. */
  authenticatedAt: Date | null
}

const TIMEOUT_S = 10
const PENDING_MS = 10 * 60_000

/** A bureau's identity provider (统一认证), by OpenID Connect: code flow with PKCE, state and nonce. */
export class Provider {
  readonly issuer: string
  private readonly clientId: string
  private readonly clientSecret: string
  private discovered: Promise<oidc.Configuration> | null = null

  constructor({ issuer, clientId, clientSecret }: ProviderOptions) {
    this.issuer = issuer
    this.clientId = clientId
    this.clientSecret = clientSecret
  }

  /** Where to send the browser. */
  async begin(redirectUri: string): Promise<{ address: URL; pending: PendingLogin }> {
    const configuration = await this.configuration()
    const pending: PendingLogin = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      startedAt: Date.now(),
    }
    const address = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid',
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    })
    return { address, pending }
  }

  /** Who came back; refuses whatever is not as it was begun, or not signed by and for whom it should be. */
  async finish(address: URL, { state, nonce, verifier, startedAt }: PendingLogin): Promise<ProvenIdentity> {
    if (Date.now() - startedAt > PENDING_MS) throw refused('it took longer than ten minutes')
    const configuration = await this.configuration()
    let claims: oidc.IDToken | undefined
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      claims = tokens.claims()
    } catch (error) {
      throw refused('the answer of the provider does not fit', error)
    }
    // The library takes a list of audiences with ours among them; a token for others too is none for us.
    const audiences = [claims?.aud].flat()
    if (!claims || claims.iss !== this.issuer || audiences.length !== 1 || audiences[0] !== this.clientId)
      throw refused('the token is not for this platform')
    const { iss: issuer, sub: subject, auth_time: at } = claims
    return { issuer, subject, authenticatedAt: at === undefined ? null : new Date(at * 1000) }
  }

  /** What the provider says of itself: asked for once, and again after a failure. */
  private async configuration(): Promise<oidc.Configuration> {
    this.discovered ??= oidc.discovery(new URL(this.issuer), this.clientId, {}, this.authentication(), {
      timeout: TIMEOUT_S,
      // Its signature is checked too, and not only the line that it came by.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(isPlain(this.issuer) ? [oidc.allowInsecureRequests] : []),
      ],
    })
    try {
      return await this.discovered
    } catch (error) {
      this.discovered = null
      throw new Problem('provider-down', 'The identity provider does not answer.', { cause: error })
    }
  }

  /** In the header, as the standard has it; in the body where the provider takes nothing else. */
  private authentication(): oidc.ClientAuth {
    const [basic, post] = [
      oidc.ClientSecretBasic(this.clientSecret),
      oidc.ClientSecretPost(this.clientSecret),
    ]
    return (server, ...rest) => {
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
      return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest)
    }
  }
}

/** By plain HTTP: the settings allow it on loopback only. */
const isPlain = (issuer: string) => issuer.startsWith('http:')

const refused = (why: string, cause?: unknown) =>
  new Problem('provider-refused', `The sign-in by the identity provider is refused: ${why}.`, { cause })
