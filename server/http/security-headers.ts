import helmet from 'helmet'

/**
 * What a page of ours may do. No inline script, no inline style: Element Plus and OpenLayers place what they draw through
 * the style object, which the policy does not touch. Workers and images may be blobs: OpenLayers makes both. Trusted types
 * are not asked for, since OpenLayers' controls write innerHTML. No upgrade to https here: a bureau's proxy speaks TLS,
 * the demo speaks HTTP on loopback.
 */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'connect-src': ["'self'"],
      'worker-src': ["'self'", 'blob:'],
      'font-src': ["'self'"],
      'manifest-src': ["'self'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
      'base-uri': ["'none'"],
      'object-src': ["'none'"],
    },
  },
  // Said by strictTransport, behind TLS alone.
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
})
