import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { Registry } from 'prom-client';
import { decision } from '../core/testing/decision.ts';
import { type AdminServer, serveAdmin } from './admin.ts';
import { metricsOn } from './metrics.ts';

let admin: AdminServer;
let missing: readonly string[] = [];
const metrics = metricsOn(new Registry(), ['fit/mig', 'evidence/none']);
beforeAll(async () => {
  const { registry } = metrics;
  const policies = {
    entries: async () => [{ hash: 'abc' }],
    text: async (hash: string) => (hash === 'abc' ? '{"said":[]}' : undefined),
  };
  const pages = {
    missing: () => missing,
    registry,
    policies,
    status: async () => ({ kind: 'TrancheStatus' }),
  };
  admin = await serveAdmin({ host: '0.0.0.0', port: 0, ...pages });
});
afterAll(() => admin.close());

async function get(path: string) {
  const answer = await fetch(`http://127.0.0.1:${admin.port}${path}`, {
    signal: AbortSignal.timeout(10_000),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

describe('probes', () => {
  test('we live while the event loop turns', async () => {
    expect(await get('/livez')).toMatchObject({ status: 200, text: 'ok\n' });
  });

  test('we are ready when nothing is missing, and say what is, a line each', async () => {
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ok\n' });
    missing = ['no policies read yet', 'the ledger is being built'];
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      text: 'no policies read yet\nthe ledger is being built\n',
    });
    missing = [];
  });

  test('nothing else is here, and nothing tells what we are made of', async () => {
    const { status, text, headers } = await get('/mutate?x=<script>');
    expect([status, text]).toStrictEqual([
      404,
      'only /livez, /readyz, /metrics, /policies and /status are here\n',
    ]);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a port that is taken is named', async () => {
    const { registry } = metrics;
    await expect(
      serveAdmin({ host: '127.0.0.1', port: admin.port, missing: () => [], registry }),
    ).rejects.toThrow(`cannot listen on 127.0.0.1:${admin.port}: another program has it`);
  });
});

describe('policies that are kept, and what the server says of itself', () => {
  test('are shown to whoever asks from this machine', async () => {
    expect(JSON.parse((await get('/policies')).text)).toEqual([{ hash: 'abc' }]);
    expect(await get('/policies/abc')).toMatchObject({ status: 200, text: '{"said":[]}' });
    expect(await get('/policies/..%2f..%2fetc')).toMatchObject({ status: 404 });
    expect(JSON.parse((await get('/status')).text)).toEqual({ kind: 'TrancheStatus' });
  });

  test.each(['/policies', '/status'])('and %s to nobody else', async (path) => {
    // From another address of this machine, as a neighbour would come.
    const status = await new Promise((answered, failed) => {
      const to = { host: '127.0.0.1', port: admin.port, path };
      const sent = request({ ...to, localAddress: '127.0.0.2' }, (res) => {
        res.resume();
        answered(res.statusCode);
      });
      sent.on('error', failed);
      sent.end();
    });
    expect(status).toBe(403);
  });
});

describe('metrics', () => {
  test('stand at zero before the first accident', async () => {
    const { text, headers } = await get('/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const series of [
      'tranche_reviews_total{visit="mutate",verdict="rewrite",mode="enforce"} 0',
      'tranche_rule_outcomes_total{rule="evidence/none",outcome="fail"} 0',
      'tranche_exempted_total{rule="guard/privileged"} 0',
      'tranche_review_duration_seconds_count{visit="validate"} 0',
      'tranche_malformed_total{reason="not-json"} 0',
      'tranche_shed_total{reason="in-flight"} 0',
      'tranche_visit_errors_total{visit="mutate"} 0',
      'tranche_patch_not_applied_total 0',
      'tranche_tls_errors_total 0',
    ])
      expect(text.split('\n')).toContain(series);
  });

  test('count verdicts, rules and time, once each, at every scrape', async () => {
    for (let i = 0; i < 1000; i++) metrics.reviewed(decision(), 0.0003);
    for (let scrape = 0; scrape < 2; scrape++) {
      const lines = (await get('/metrics')).text.split('\n');
      expect(lines).toContain(
        'tranche_reviews_total{visit="mutate",verdict="rewrite",mode="enforce"} 1000',
      );
      expect(lines).toContain('tranche_rule_outcomes_total{rule="fit/mig",outcome="pass"} 1000');
      expect(lines).toContain('tranche_review_duration_seconds_count{visit="mutate"} 1000');
      expect(lines).toContain(
        'tranche_review_duration_seconds_bucket{le="0.00025",visit="mutate"} 0',
      );
      expect(lines).toContain(
        'tranche_review_duration_seconds_bucket{le="0.0005",visit="mutate"} 1000',
      );
    }
  });

  test('count findings that an exemption let past, by rule and by nothing else', async () => {
    const rules: Decision['rules'] = [
      { id: 'guard/privileged', outcome: 'skip', reason: '', exemption: 'tuner' },
      { id: 'guard/host-devices', outcome: 'skip', reason: '' },
      { id: 'exemption/expiring', outcome: 'warn', reason: '', exemption: 'tuner' },
    ];
    for (let i = 0; i < 3; i++) metrics.reviewed(decision({ rules }), 0);
    const counts = (await get('/metrics')).text
      .split('\n')
      .filter((line) => /^tranche_exempted_total.* [^0]/.test(line));
    expect(counts).toEqual(['tranche_exempted_total{rule="guard/privileged"} 3']);
  });

  test('of a rule nobody announced are counted, and of too many together', async () => {
    for (let i = 0; i < 2000; i++)
      metrics.reviewed(
        decision({ rules: [{ id: `made/up-${i}`, outcome: 'warn', reason: '' }] }),
        0,
      );
    const { text } = await get('/metrics');
    expect(text).toContain('tranche_rule_outcomes_total{rule="made/up-0",outcome="warn"} 1\n');
    expect(
      text.split('\n').filter((line) => line.startsWith('tranche_rule_outcomes_total')).length,
    ).toBeLessThanOrEqual(501 * 5);
    expect(text).toMatch(/rule="other\/rules",outcome="warn"\} 1[0-9]{3}\n/);
  });

  test('that cannot be read are a page without a stack', async () => {
    const registry = new Registry();
    metricsOn(registry, []).gauge('broken', 'Broken.', () => {
      throw new Error('no reading');
    });
    const other = await serveAdmin({ host: '127.0.0.1', port: 0, missing: () => [], registry });
    const answer = await fetch(`http://127.0.0.1:${other.port}/metrics`);
    expect([answer.status, await answer.text()]).toStrictEqual([
      500,
      'this page could not be made\n',
    ]);
    await other.close();
  });

  test('take what others add', async () => {
    metrics.gauge('policy_faults', 'Faults.', () => 7);
    const add = metrics.counter('renewals_total', 'Renewals.');
    add();
    const { text } = await get('/metrics');
    expect(text).toContain('tranche_policy_faults 7\n');
    expect(text).toContain('tranche_renewals_total 1\n');
  });
});
