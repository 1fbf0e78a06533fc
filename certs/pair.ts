/**
 * Reads a key, its certificate and the CA above it from text that others wrote. Nothing here
 * throws: a file may be empty, half written or of another pair at the moment we look, and the
 * caller then keeps what it has.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyPair } from './serving-certificate.ts';

/** Parsing PEM has been quadratic in other people's libraries; real files have three kilobytes. */
export const PEM_LIMIT = 65_536;

/** A chain longer than this is a loop or a joke. */
const LINKS = 8;

export interface PemFiles {
  readonly cert: string;
  readonly key: string;
  /** '' where there is none. */
  readonly ca: string;
}

export interface Pair {
  readonly pair: KeyPair;
  readonly bundle: string;
  readonly from: number;
  readonly until: number;
}

export type ReadPair =
  { readonly ok: true; readonly value: Pair } | { readonly ok: false; readonly fault: string };

export function readPair({ cert, key, ca }: PemFiles, now: number): ReadPair {
  const chain = certificates(cert);
  const roots = certificates(ca);
  const secret = privateKey(key);
  const [leaf, ...above] = chain === 'unreadable' ? [] : chain;
  if (leaf === undefined) return no('tls.crt holds no certificate that can be read');
  if (secret === 'unreadable') return no('tls.key holds no private key that can be read');
  if (!leaf.checkPrivateKey(secret)) return no('tls.key is not the key of tls.crt');
  if (roots === 'unreadable') return no('ca.crt holds something that is no certificate');
  if (roots.length > 0 && !reaches(leaf, above, roots)) return no('ca.crt has not signed tls.crt');
  const until = Date.parse(leaf.validTo);
  if (until <= now) return no(`tls.crt ended at ${new Date(until).toISOString()}`);
  const from = Date.parse(leaf.validFrom);
  return { ok: true, value: { pair: { key, cert }, bundle: ca, from, until } };
}

const no = (fault: string): ReadPair => ({ ok: false, fault });

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** All certificates of a PEM text, in one pass over it. */
function certificates(pem: string): readonly X509Certificate[] | 'unreadable' {
  const found: X509Certificate[] = [];
  let at = pem.indexOf(BEGIN);
  if (at < 0 && pem.trim() !== '') return 'unreadable';
  while (at >= 0) {
    const end = pem.indexOf(END, at);
    if (end < 0) return 'unreadable';
    try {
      found.push(new X509Certificate(pem.slice(at, end + END.length)));
    } catch {
      return 'unreadable';
    }
    at = pem.indexOf(BEGIN, end);
  }
  return found;
}

function privateKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return 'unreadable';
  }
}

/** Whether a chain leads from the leaf, over what came with it, to one of the roots. */
function reaches(
  leaf: X509Certificate,
  above: readonly X509Certificate[],
  roots: readonly X509Certificate[],
): boolean {
  let at = leaf;
  for (let link = 0; link < LINKS; link++) {
    if (roots.some((root) => root.fingerprint256 === at.fingerprint256 || signed(root, at)))
      return true;
    const next = above.find((other) => signed(other, at));
    if (next === undefined) return false;
    at = next;
  }
  return false;
}

const signed = (issuer: X509Certificate, subject: X509Certificate): boolean =>
  subject.checkIssued(issuer) && subject.verify(issuer.publicKey);
