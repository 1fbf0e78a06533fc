/**
 * Everything that TLS is told, from one function. `setSecureContext` forgets what it is not told
 * again: a server made for TLS 1.3 takes 1.2 after a renewal that passes key and certificate only.
 */
import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

/** The part of a serving certificate that a server needs. */
export interface Certificate {
  current(): { readonly key: string; readonly cert: string };
  onChange(listener: () => void): () => void;
}

const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

export const tlsOptions = (
  certificate: Certificate,
  minVersion: 'TLSv1.2' | 'TLSv1.3',
): TlsOptions => ({
  ...certificate.current(),
  minVersion,
  maxVersion: 'TLSv1.3',
  ciphers: SUITES,
  honorCipherOrder: true,
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  // The API server speaks nothing else to a webhook.
  ALPNProtocols: ['http/1.1'],
});
