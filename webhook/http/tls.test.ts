import { X509Certificate } from 'node:crypto';
import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allowed } from '../core/testing/decision.ts';
import { freshPair, standing, until } from './rig.ts';

type Standing = Awaited<ReturnType<typeof standing>>;

let at: Standing;
beforeAll(async () => {
  at = await standing();
});
afterAll(() => at.server.close(100));

const serial = (socket: TLSSocket) => {
  const der = socket.getPeerX509Certificate()?.raw;
  return der === undefined ? 'none' : new X509Certificate(der).serialNumber;
};

describe('the handshake', () => {
  const versions = ['TLSv1.2', 'TLSv1.3'] as const;
  test.each(versions)('is made with %s', async (version) => {
    const socket = await at.raw({ minVersion: version, maxVersion: version });
    expect([socket.getProtocol(), socket.authorized]).toStrictEqual([version, true]);
    socket.destroy();
  });

  const refused = [
    {
      name: 'TLS 1.1',
      options: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
    },
    {
      name: 'a suite without forward secrecy',
      options: { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' },
    },
    { name: 'CBC', options: { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' } },
    { name: 'h2 alone', options: { ALPNProtocols: ['h2'] } },
  ] as const;
  test.each(refused)(
    'is refused with $name, before and after a renewal, and counted',
    async ({ options }) => {
      const before = await at.counted('tls_errors_total');
      const { ALPNProtocols, ...rest } = {
        ALPNProtocols: ['http/1.1'] as readonly string[],
        ...options,
      };
      const knock = () => at.raw({ ...rest, ALPNProtocols: [...ALPNProtocols] });
      await expect(knock()).rejects.toThrow();
      await at.certificate.renew();
      await expect(knock()).rejects.toThrow();
      await until(async () => (await at.counted('tls_errors_total')) >= before + 2);
    },
  );

  test('settles on http/1.1 with whoever offers h2 as well', async () => {
    const socket = await at.raw({ ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  test('can be held to TLS 1.3, and stays so after a renewal', async () => {
    const strict = await standing({ minVersion: 'TLSv1.3' });
    await strict.certificate.renew();
    await expect(strict.raw({ maxVersion: 'TLSv1.2' })).rejects.toThrow();
    (await strict.raw()).destroy();
    await strict.server.close(100);
  });

  test('begins in plain HTTP with nobody', async () => {
    const { status } = await fetch(`http://127.0.0.1:${at.server.port}/mutate`).catch(() => ({
      status: 'refused',
    }));
    expect(status).toBe('refused');
  });
});

describe('a renewal', () => {
  test('is seen by the next handshake, and not by those who are connected', async () => {
    const old = await at.raw();
    const before = serial(old);
    await at.certificate.renew();
    const fresh = await at.raw();
    expect(serial(fresh)).not.toBe(before);
    expect(old.destroyed).toBe(false);
    for (const socket of [old, fresh]) socket.destroy();
  });

  test('a hundred of them under load fail nobody', async () => {
    const agents: Agent[] = Array.from({ length: 4 }, () => at.agent(1));
    const load = { on: true };
    const statuses = new Map<number, number>();
    const busy = async (agent: Agent | undefined): Promise<void> => {
      while (load.on) {
        const { status } = await at.ask({
          path: '/validate',
          ...(agent === undefined ? {} : { agent }),
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    // Four that stay connected, and two that shake hands each time.
    const clients = [...agents, undefined, undefined].map(busy);
    const pairs = await Promise.all(Array.from({ length: 10 }, freshPair));
    for (let i = 0; i < 100; i++) {
      at.certificate.show(pairs[i % 10] ?? at.certificate.current());
      await sleep(5);
    }
    load.on = false;
    await Promise.all(clients);
    for (const agent of agents) agent.destroy();
    expect([...statuses.keys()]).toStrictEqual([200]);
  }, 60_000);

  test('to a pair that does not fit leaves the old one in force', async () => {
    const broken = await standing({
      admit: { propose: () => allowed(), judge: async () => allowed() },
    });
    const good = broken.certificate.current();
    const bad = { key: at.certificate.current().key, cert: good.cert };
    Object.assign(broken.certificate, { current: () => bad });
    await expect(broken.certificate.renew()).rejects.toThrow();
    const socket = await broken.raw();
    expect(serial(socket)).toBe(new X509Certificate(good.cert).serialNumber);
    socket.destroy();
    await broken.server.close(100);
  });
});
