/** Who may come in, by certificate: a CA for the server, and a client that is its own. */
// The X.509 library decorates its classes while it loads, and asks for this to be there first.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExtendedKeyUsageExtension, X509CertificateGenerator } from '@peculiar/x509';
import { newCa, newLeaf } from '../../certs/issue.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const HOUR = 3600;

/** Paths of files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export async function serverPair(folder: string): Promise<Pair & { readonly ca: string }> {
  const now = Date.now();
  const ca = await newCa(now, HOUR);
  const { pair } = await newLeaf(ca, ['127.0.0.1', 'localhost'], now, HOUR);
  return {
    ca: written(folder, 'ca.crt', ca.pem),
    cert: written(folder, 'server.crt', pair.cert),
    key: written(folder, 'server.key', pair.key),
  };
}

export async function clientPair(folder: string, name: string): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=${name}`,
      keys,
      notBefore: new Date(now - HOUR * 1000),
      notAfter: new Date(now + HOUR * 1000),
      signingAlgorithm: P256,
      extensions: [new ExtendedKeyUsageExtension([CLIENT_AUTH])],
    },
    webcrypto,
  );
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  return {
    cert: written(folder, `${name}.crt`, certificate.toString('pem')),
    key: written(folder, `${name}.key`, key),
  };
}

function written(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
