import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mountedFiles } from './files.ts';
import { type Ca, newCa, newLeaf } from './issue.ts';
import { readPair } from './pair.ts';
import { until } from './rig.ts';
import { servingCertificateContract } from './serving-certificate.contract.ts';

interface Secret {
  readonly 'tls.crt'?: string;
  readonly 'tls.key'?: string;
  readonly 'ca.crt'?: string;
}

const NAME = 'tranche.tranche-system.svc';

async function pairOf(ca: Ca, seconds = 3600): Promise<Required<Secret>> {
  const { pair } = await newLeaf(ca, [NAME], Date.now(), seconds);
  return { 'tls.crt': pair.cert, 'tls.key': pair.key, 'ca.crt': ca.pem };
}

/** As kubelet does it: a new directory, then the link swapped in one step, then the old one gone. */
async function mount(volume: string, secret: Secret): Promise<void> {
  const fresh = await mkdtemp(join(volume, '..2026_'));
  for (const [name, text] of Object.entries(secret))
    await writeFile(join(fresh, name), String(text));
  await symlink(fresh, join(volume, '..data_tmp'));
  await rename(join(volume, '..data_tmp'), join(volume, '..data'));
  for (const name of Object.keys(secret))
    await symlink(join('..data', name), join(volume, name)).catch(() => undefined);
}

const volume = () => mkdtemp(join(tmpdir(), 'tranche-certs-'));

servingCertificateContract('mounted as files', async () => {
  const directory = await volume();
  const ca = await newCa(Date.now(), 7200);
  await mount(directory, await pairOf(ca));
  return {
    certificate: await mountedFiles({ directory, fault: () => undefined, debounceMs: 20 }),
    names: [NAME],
    renew: async () => mount(directory, await pairOf(ca)),
    clear: () => rm(directory, { recursive: true }),
  };
});

describe('mounted files', () => {
  let directory: string;
  let ca: Ca;
  let faults: string[];
  const fault = (says: string) => void faults.push(says.replace(directory, 'DIR'));
  beforeEach(async () => {
    faults = [];
    directory = await volume();
    ca = await newCa(Date.now(), 7200);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const spoilt: {
    name: string;
    secret: (good: Required<Secret>) => Promise<Secret>;
    want: RegExp;
  }[] = [
    {
      name: 'an empty certificate',
      secret: async (good) => ({ ...good, 'tls.crt': '' }),
      want: /tls\.crt holds no certificate/,
    },
    {
      name: 'a certificate half written',
      secret: async (good) => ({ ...good, 'tls.crt': good['tls.crt'].slice(0, 200) }),
      want: /tls\.crt holds no certificate/,
    },
    {
      name: 'an empty key',
      secret: async (good) => ({ ...good, 'tls.key': '' }),
      want: /tls\.key holds no private key/,
    },
    {
      name: 'the key of another pair',
      secret: async (good) => ({ ...good, 'tls.key': (await pairOf(ca))['tls.key'] }),
      want: /tls\.key is not the key of tls\.crt/,
    },
    {
      name: 'the CA of somebody else',
      secret: async (good) => ({ ...good, 'ca.crt': (await newCa(Date.now(), 60)).pem }),
      want: /ca\.crt has not signed tls\.crt/,
    },
    {
      name: 'a CA that is none',
      secret: async (good) => ({ ...good, 'ca.crt': 'hello' }),
      want: /ca\.crt holds something/,
    },
    {
      name: 'a megabyte of certificate',
      secret: async (good) => ({ ...good, 'tls.crt': good['tls.crt'] + 'x'.repeat(1 << 20) }),
      want: /larger than 65536 bytes/,
    },
    {
      name: 'no key at all',
      secret: async ({ 'tls.crt': cert }) => ({ 'tls.crt': cert }),
      want: /tls\.key is missing/,
    },
  ];
  test.each(spoilt)(
    '$name is refused at the start, and later leaves the pair in force',
    async ({ secret, want }) => {
      const bad = await secret(await pairOf(ca));
      await mount(directory, bad);
      await expect(mountedFiles({ directory, fault })).rejects.toThrow(want);

      const good = await pairOf(ca);
      await mount(directory, good);
      const certificate = await mountedFiles({ directory, fault, debounceMs: 20, pollMs: 50 });
      await mount(directory, bad);
      await until(() => faults.length > 0);
      expect(faults[0]).toMatch(want);
      expect(certificate.current().cert).toBe(good['tls.crt']);
      expect(certificate.healthy(Date.now())).toBe(true);

      const better = await pairOf(ca);
      await mount(directory, better);
      await until(() => certificate.current().cert === better['tls.crt']);
      certificate.stop();
    },
  );

  test('a directory without files says which file and what to do', async () => {
    await expect(mountedFiles({ directory, fault })).rejects.toThrow(
      `${join(directory, 'tls.crt')} is missing; mount a Secret with tls.crt and tls.key there, without subPath`,
    );
  });

  test('what stays broken is one fault, not one at every poll', async () => {
    await mount(directory, await pairOf(ca));
    const certificate = await mountedFiles({ directory, fault, debounceMs: 5, pollMs: 10 });
    await mount(directory, { 'tls.crt': '', 'tls.key': '' });
    await until(() => faults.length > 0);
    await sleep(200);
    expect(faults).toStrictEqual([
      'DIR: tls.crt holds no certificate that can be read; the pair in force stays',
    ]);
    certificate.stop();
  });

  test('a swap that no event announced is found by the poll', async () => {
    // A plain directory in place of the link: nothing below it is watched.
    await mkdir(join(directory, '..data'));
    const first = await pairOf(ca);
    for (const [name, text] of Object.entries(first))
      await writeFile(join(directory, '..data', name), text);
    const certificate = await mountedFiles({ directory, fault, pollMs: 50 });
    const second = await pairOf(ca);
    for (const [name, text] of Object.entries(second))
      await writeFile(join(directory, '..data', name), text);
    await until(() => certificate.current().cert === second['tls.crt']);
    certificate.stop();
  });

  test('a hundred atomic swaps are a hundred good pairs', async () => {
    const pairs = [await pairOf(ca), await pairOf(ca)];
    await mount(directory, pairs[0] ?? {});
    const certificate = await mountedFiles({ directory, fault, debounceMs: 1, pollMs: 1 });
    for (let i = 1; i <= 100; i++) await mount(directory, pairs[i % 2] ?? {});
    await until(() => certificate.current().cert === pairs[0]?.['tls.crt']);
    expect(faults).toStrictEqual([]);
    certificate.stop();
  });

  test('without ca.crt there is no bundle to hand out, and nothing else is missing', async () => {
    const { 'tls.crt': cert, 'tls.key': key } = await pairOf(ca);
    await mount(directory, { 'tls.crt': cert, 'tls.key': key });
    const certificate = await mountedFiles({ directory, fault });
    expect([certificate.bundle(), certificate.healthy(Date.now())]).toStrictEqual(['', true]);
    certificate.stop();
  });

  test('a pair about to end is not healthy an hour before, and one that ended is no pair', async () => {
    await mount(directory, await pairOf(await newCa(Date.now(), 1e6), 1e6));
    const certificate = await mountedFiles({ directory, fault });
    certificate.stop();
    expect(certificate.healthy(certificate.notAfter() - 3_700_000)).toBe(true);
    expect(certificate.healthy(certificate.notAfter() - 3_500_000)).toMatch(/has not been renewed/);
    const { 'tls.crt': cert, 'tls.key': key } = await pairOf(ca);
    const read = readPair({ cert, key, ca: '' }, Date.now() + 4_000_000);
    expect(read).toMatchObject({ ok: false, fault: expect.stringMatching(/tls\.crt ended at/) });
  });
});
