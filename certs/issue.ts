/** Makes the two kinds of certificate we need, P-256 and SHA-256, as strict verifiers want them. */
// The X.509 library decorates its classes while it loads, and asks for this to be there first.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { KeyPair } from './serving-certificate.ts';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** Machines whose clock is behind ours must not find a certificate from the future. */
const BACK = 3_600_000;

export interface Life {
  /** When it was made; renewal is counted from here, not from the antedated start. */
  readonly madeAt: number;
  readonly until: number;
}

export interface Ca extends Life {
  readonly pem: string;
  readonly name: string;
  /** Cannot be exported: it dies with the process. */
  readonly keys: webcrypto.CryptoKeyPair;
}

export interface Leaf extends Life {
  readonly pair: KeyPair;
  readonly signedBy: Ca;
}

export async function newCa(now: number, lifeSeconds: number): Promise<Ca> {
  const keys = await webcrypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  // Two CAs of one name would leave a verifier to guess which key is meant.
  const name = `CN=tranche CA ${randomBytes(4).toString('hex')}`;
  const until = wholeSecond(now + lifeSeconds * 1000);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name,
      keys,
      serialNumber: serial(),
      notBefore: new Date(now - BACK),
      notAfter: new Date(until),
      signingAlgorithm: P256,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { pem: pem(certificate.toString('pem')), name, keys, madeAt: now, until };
}

export async function newLeaf(
  ca: Ca,
  names: readonly string[],
  now: number,
  lifeSeconds: number,
): Promise<Leaf> {
  const keys = await webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const until = Math.min(wholeSecond(now + lifeSeconds * 1000), ca.until);
  const certificate = await X509CertificateGenerator.create(
    {
      // Not a host name: a common name ends at 64 characters, service and namespace may reach 127.
      subject: 'CN=tranche',
      issuer: ca.name,
      publicKey: keys.publicKey,
      signingKey: ca.keys.privateKey,
      serialNumber: serial(),
      notBefore: new Date(now - BACK),
      notAfter: new Date(until),
      signingAlgorithm: P256,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([SERVER_AUTH]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(ca.keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const cert = pem(certificate.toString('pem'));
  return { pair: { key, cert }, signedBy: ca, madeAt: now, until };
}

/** 128 bits at random; the first two are fixed so that the number is positive and never shorter. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

/** X.509 counts in seconds. Rounded up, so that a short life is never shorter than asked. */
const wholeSecond = (time: number): number => Math.ceil(time / 1000) * 1000;

const pem = (text: string): string => `${text.trimEnd()}\n`;
