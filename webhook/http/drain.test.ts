import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { allowed } from '../core/testing/decision.ts';
import { drainOf } from './drain.ts';
import { head, untilClosed } from './client.fixture.ts';
import { admissionReview } from './review.fixture.ts';
import { later, pending, standing, until } from './rig.ts';

describe('going away', () => {
  test('is not ready at once, answers everybody, and asks each to connect elsewhere', async () => {
    const at = await standing();
    const drain = drainOf(at.server, { drainSeconds: 6, closeSeconds: 5 });
    expect(drain.missing()).toStrictEqual([]);
    const agents: Agent[] = Array.from({ length: 8 }, () => at.agent(1));
    const answers: { status: number; connection: string | undefined; late: boolean }[] = [];
    const routes = { here: true };
    // As the API server does: the same connection again, until it is handed back.
    const client = async (agent: Agent): Promise<void> => {
      while (routes.here) {
        const late = drain.missing().length > 0;
        const { status, headers } = await at.ask({ agent, path: '/validate' });
        answers.push({ status, connection: headers.connection, late });
      }
    };
    const clients = agents.map(client);
    await sleep(100);
    const gone = drain.begin();
    expect(drain.missing()).toStrictEqual(['this replica is shutting down']);
    expect(drain.begin()).toBe(gone);
    await until(() => answers.filter(({ late }) => late).length > 8);
    routes.here = false;
    await Promise.all(clients);
    await gone;
    expect(new Set(answers.map(({ status }) => status))).toStrictEqual(new Set([200]));
    const late = answers.filter((answer) => answer.late);
    expect(late.every(({ connection }) => connection === 'close')).toBe(true);
    await expect(at.raw()).rejects.toThrow(/ECONNREFUSED/);
    for (const agent of agents) agent.destroy();
  }, 30_000);

  test('waits for what is in hand', async () => {
    const verdict = later<Decision>();
    const at = await standing({ admit: pending(verdict.promise) });
    const asked = at.ask({ path: '/validate' });
    await until(async () => (await at.counted('in_flight')) === 1);
    const gone = drainOf(at.server, { drainSeconds: 0, closeSeconds: 10 }).begin();
    await sleep(100);
    verdict.resolve(allowed());
    expect(await asked).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await gone;
  });

  test('cuts what does not end: an upload, a judgement, a handshake, an idle connection', async () => {
    const at = await standing({ admit: pending(later<Decision>().promise) });
    const body = JSON.stringify(admissionReview());
    const [upload, judgement, idle] = await Promise.all([at.raw(), at.raw(), at.raw()]);
    const closed = Promise.all([upload, judgement, idle].map(untilClosed));
    upload.write(`${head('/validate', 'Content-Length: 1000')}{`);
    judgement.write(head('/validate', `Content-Length: ${body.length}`) + body);
    await until(async () => (await at.counted('in_flight')) === 2);
    await drainOf(at.server, { drainSeconds: 0, closeSeconds: 0.1 }).begin();
    await closed;
  });
});
