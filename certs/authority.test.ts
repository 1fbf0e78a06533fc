import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { authority, type AuthorityOptions } from './authority.ts';
import { handshake, until } from './rig.ts';
import type { ServingCertificate } from './serving-certificate.ts';
import { servingCertificateContract } from './serving-certificate.contract.ts';

const make = (options: Partial<AuthorityOptions> = {}) =>
  authority({
    service: 'tranche',
    namespace: 'tranche-system',
    published: async () => undefined,
    fault: () => undefined,
    ...options,
  });

/**
 * By a clock that the test winds: a leaf short enough to be waited for ends while a busy machine
 * shakes hands. A client reads the machine's own clock, which is behind ours then, by less than
 * certificates are antedated.
 */
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'performance'] });
});
afterEach(() => void jest.useRealTimers());
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

async function published(): Promise<ServingCertificate> {
  const certificate = await make({
    leafLifeSeconds: 600,
    alsoKnownAs: ['localhost', '127.0.0.1'],
  });
  await pass(1);
  return certificate;
}

servingCertificateContract('signed by ourselves', async () => ({
  certificate: await published(),
  names: [
    'tranche',
    'tranche.tranche-system',
    'tranche.tranche-system.svc',
    'tranche.tranche-system.svc.cluster.local',
    'localhost',
    '127.0.0.1',
  ],
  // Two thirds of its life have passed then.
  renew: () => pass(450),
  clear: async () => undefined,
}));

describe('our own authority', () => {
  test('makes a CA that may only sign and a leaf that may only serve', async () => {
    const certificate = await make();
    certificate.stop();
    const ca = new X509Certificate(certificate.bundle());
    const leaf = new X509Certificate(certificate.current().cert);
    expect([ca.ca, leaf.ca]).toStrictEqual([true, false]);
    expect(leaf.keyUsage).toStrictEqual(['1.3.6.1.5.5.7.3.1']);
    expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    expect(Date.parse(leaf.validFrom)).toBeLessThanOrEqual(Date.now() - 3_590_000);
    expect(certificate.notAfter()).toBeLessThanOrEqual(Date.now() + 7 * 86_400_000 + 1000);
    expect(leaf.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(leaf.serialNumber).not.toBe(ca.serialNumber);
  });

  const openssl = spawnSync('openssl', ['version']).status === 0 ? test : test.skip;
  openssl('satisfies openssl at its strictest', async () => {
    const certificate = await make();
    certificate.stop();
    const folder = await mkdtemp(join(tmpdir(), 'tranche-openssl-'));
    const [ca, leaf] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
    await writeFile(ca, certificate.bundle());
    await writeFile(leaf, certificate.current().cert);
    const strict = ['-x509_strict', '-check_ss_sig', '-purpose', 'sslserver'];
    const host = ['-verify_hostname', 'tranche.tranche-system.svc'];
    const run = spawnSync('openssl', ['verify', ...strict, ...host, '-CAfile', ca, leaf]);
    expect(`${run.stdout.toString()}${run.stderr.toString()}`).toBe(`${leaf}: OK\n`);
    await rm(folder, { recursive: true });
  });

  test('is not healthy until its bundle is in place, and keeps trying to put it there', async () => {
    const faults: string[] = [];
    let refusals = 2;
    const certificate = await make({
      fault: (says) => faults.push(says),
      async published() {
        if (refusals-- > 0) throw new Error('the API server is away');
      },
    });
    expect(certificate.healthy(Date.now())).toMatch(/has not been given the CA bundle/);
    await pass(10);
    expect(certificate.healthy(Date.now())).toBe(true);
    expect(faults).toStrictEqual(['the API server is away', 'the API server is away']);
    certificate.stop();
  });

  test('renews leaves while its bundle cannot be put in place', async () => {
    const certificate = await make({
      leafLifeSeconds: 600,
      published: () => new Promise(() => undefined),
    });
    const first = certificate.current().cert;
    await pass(450);
    await until(() => certificate.current().cert !== first);
    certificate.stop();
  });

  test('two CAs later, no client has ever met a leaf that its bundle could not vouch for', async () => {
    let trusted = '';
    const bundles = new Set<string>();
    const certificate = await make({
      caLifeSeconds: 600,
      leafLifeSeconds: 400,
      settleSeconds: 50,
      // The API server trusts what it was given, and only after a while.
      async published(bundle) {
        await new Promise((passed) => setTimeout(passed, 15_000));
        trusted = bundle;
        bundles.add(bundle);
      },
    });
    await pass(20);
    const first = trusted;
    const answers = new Set<string>();
    while (trusted.includes(first) || bundles.size < 5) {
      // The pair first: what is shown now must be vouched for by what is trusted now.
      const shown = certificate.current();
      answers.add(await handshake(shown, trusted, 'tranche.tranche-system.svc'));
      if (certificate.notAfter() <= Date.now()) answers.add('ended');
      await pass(1);
    }
    certificate.stop();
    expect([...answers]).toStrictEqual(['accepted']);
  }, 60_000);
});
