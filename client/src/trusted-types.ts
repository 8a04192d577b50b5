/** OpenLayers measures letters with it: the one text that becomes markup outside of Vue's templates. */
const MEASURED = 'M'

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(text: string): string | null }): unknown
}

// What our content policy lets no script do, it lets this do for that one text; whatever else comes is refused.
const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', { createHTML: (text) => (text === MEASURED ? text : null) })
