/**
 * The same door for everybody: certificate, TLS and keep-alive as our own server has them, so that
 * a ratio tells what is done with a review and not how it came in.
 */
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHECK_MS, HEADERS_MS, KEEP_ALIVE_MS, REQUEST_MS } from '../../http/limits.ts';
import { tlsOptions } from '../../http/tls.ts';

export interface Setting {
  readonly host: string;
  readonly port: number;
  readonly options: ServerOptions;
  /** In base64; '' where everything is allowed as it is. */
  readonly patch: string;
}

export function setting(): Setting {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'tls-dir': { type: 'string', default: '.' },
      patch: { type: 'string' },
    },
  });
  // A profile is written at an end of one's own, never at one by a signal.
  process.once('SIGTERM', () => process.exit());
  const read = (name: string): string => readFileSync(join(values['tls-dir'], name), 'utf8');
  const pair = { key: read('tls.key'), cert: read('tls.crt') };
  return {
    host: '127.0.0.1',
    port: Number(values.port),
    patch: values.patch === undefined ? '' : readFileSync(values.patch, 'utf8'),
    options: {
      ...tlsOptions({ current: () => pair, onChange: () => () => undefined }, 'TLSv1.2'),
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
  };
}
