import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { POLICY_REPORTS } from '../routes/policy-reports.ts'

/**
 * What a page of ours may do. No inline script, no inline style: Element Plus and OpenLayers place what they draw through
 * the style object, which the policy does not touch. Workers and images may be blobs: OpenLayers makes both. Text becomes
 * markup through Vue's policy for its templates, and ours (client/src/trusted-types.ts) for one letter. No upgrade to https here: a bureau's proxy speaks TLS,
 * the demo speaks HTTP on loopback.
 */
const policies = helmet({
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
      'require-trusted-types-for': ["'script'"],
      'trusted-types': ['vue', 'default'],
      'report-uri': [POLICY_REPORTS],
    },
  },
  // Said by strictTransport, behind TLS alone.
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
})

/** A clerk's photo and where he stands, of our own pages; nothing else of the device. */
const PERMISSIONS = [
  'camera=(self)',
  'geolocation=(self)',
  ...[
    'accelerometer',
    'bluetooth',
    'display-capture',
    'gyroscope',
    'hid',
    'magnetometer',
    'microphone',
    'midi',
  ],
  ...['payment', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
]
  .map((one) => (one.includes('=') ? one : `${one}=()`))
  .join(', ')

const permissions: RequestHandler = (_req, res, next) => {
  res.set('Permissions-Policy', PERMISSIONS)
  next()
}

export const securityHeaders: RequestHandler[] = [policies, permissions]
