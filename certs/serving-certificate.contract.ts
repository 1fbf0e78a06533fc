/** What every maker of a ServingCertificate owes. `rig.ts` has the handshake it is proved by. */
import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { handshake, until } from './rig.ts';
import type { ServingCertificate } from './serving-certificate.ts';

export interface Made {
  readonly certificate: ServingCertificate;
  /** Names that a client may call it by. */
  readonly names: readonly string[];
  /** Brings about a new pair, sooner or later. */
  readonly renew: () => Promise<void>;
  readonly clear: () => Promise<void>;
}

export function servingCertificateContract(maker: string, make: () => Promise<Made>): void {
  let made: Made;
  beforeEach(async () => {
    made = await make();
    await until(() => made.certificate.healthy(Date.now()) === true);
  });
  afterEach(async () => {
    made.certificate.stop();
    await made.clear();
  });

  describe(`a serving certificate, ${maker}`, () => {
    whatIsShown(() => made);
    howItChanges(() => made);
  });
}

function whatIsShown(made: () => Made): void {
  test('is accepted under each of its names by a client that trusts the bundle alone', async () => {
    const { certificate, names } = made();
    for (const name of names)
      expect(await handshake(certificate.current(), certificate.bundle(), name)).toBe('accepted');
  });

  test('is refused under another name, and by a client that trusts nobody', async () => {
    const { certificate, names } = made();
    const pair = certificate.current();
    expect(await handshake(pair, certificate.bundle(), 'elsewhere.example')).toMatch(/altnames/);
    expect(await handshake(pair, '', names[0] ?? '')).not.toBe('accepted');
  });

  test('says itself when it ends, and is not healthy from then on, nor before it begins', () => {
    const { certificate } = made();
    const leaf = new X509Certificate(certificate.current().cert);
    expect(certificate.notAfter()).toBe(Date.parse(leaf.validTo));
    expect(certificate.healthy(certificate.notAfter())).toMatch(/ended at/);
    expect(certificate.healthy(Date.parse(leaf.validFrom) - 1000)).toMatch(/check the clock/);
  });
}

function howItChanges(made: () => Made): void {
  test('tells its listeners of a renewal once the new pair can be had', async () => {
    const { certificate, names, renew } = made();
    const before = certificate.current().cert;
    const seen: string[] = [];
    certificate.onChange(() => seen.push(certificate.current().cert));
    certificate.onChange(() => seen.push('never'))();
    await renew();
    await until(() => seen.some((cert) => cert !== before));
    expect(seen).not.toContain('never');
    expect(await handshake(certificate.current(), certificate.bundle(), names[0] ?? '')).toBe(
      'accepted',
    );
  });

  test('goes on when a listener throws', async () => {
    const { certificate, renew } = made();
    let told = 0;
    certificate.onChange(() => {
      throw new Error('a listener of ill will');
    });
    certificate.onChange(() => (told += 1));
    await renew();
    await until(() => told > 0);
    expect(told).toBeGreaterThan(0);
  });

  test('is quiet after the stop, however often it is stopped', async () => {
    const { certificate, renew } = made();
    let told = 0;
    certificate.onChange(() => (told += 1));
    certificate.stop();
    certificate.stop();
    await renew();
    expect(told).toBe(0);
  });
}
