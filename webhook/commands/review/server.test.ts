/** A review asked of a server: what it answers is what a snapshot of its cluster would give, and what fails is one sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFiles } from '../../adapters/read-files.ts';
import { batchesPage } from '../../http/inquiry/batches.ts';
import { denial } from '../../http/inquiry/denial.ts';
import { refusalText, warningLine } from '../../report/lines.ts';
import { batchBy } from '../../wiring/batch.ts';
import { sample, shipped } from '../paths.ts';
import { standingOn } from '../standing.ts';
import { reviewing, type Findings } from './reviewing.ts';

const clock = { now: () => Date.UTC(2026, 10, 22) };
const stage = standingOn(readFiles([...shipped, sample]).documents, clock);
if ('faults' in stage) throw new Error('the sample has faults');
const page = batchesPage({
  inTurn: batchBy({ ...stage, clock }),
  voice: { warning: warningLine, refusal: refusalText },
});

const PATH = '/api/v1/namespaces/tranche-system/services/https:tranche:inquiry/proxy/batches';
const TOKEN = 'of-a-pipeline';
let code = 200;
const asked: { readonly path: string | undefined; readonly token: unknown }[] = [];
const api = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    asked.push({ path: request.url, token: request.headers['x-tranche-token'] });
    const heard = page.hear({
      query: new Map(),
      body: JSON.parse(Buffer.concat(chunks).toString()),
    });
    if (code !== 200 || !heard.ok) {
      const says = heard.ok ? 'jane may not get decisions.tranche.dev' : heard.says;
      response.statusCode = heard.ok ? code : 400;
      response.end(JSON.stringify(denial(response.statusCode, says)));
      return;
    }
    void Promise.resolve(heard.answer()).then((answer) => response.end(JSON.stringify(answer)));
  });
});

const folder = mkdtempSync(join(tmpdir(), 'tranche-server-'));
const kubeconfig = join(folder, 'config');
beforeAll(async () => {
  await new Promise<void>((listens) => api.listen(0, '127.0.0.1', listens));
  const { port } = api.address() as AddressInfo;
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      clusters: [
        {
          name: 'prod',
          cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'ci', user: { token: TOKEN } }],
      contexts: [{ name: 'prod', context: { cluster: 'prod', user: 'ci' } }],
      'current-context': 'prod',
    }),
  );
});
afterAll(() => {
  api.close();
  api.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  code = 200;
  asked.length = 0;
});

const deployment = (name: string, namespace: string, gpus: string, replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: main, image: ${name}, resources: { limits: { ${gpus === '0' ? 'cpu' : 'nvidia.com/gpu'}: '${gpus === '0' ? '1' : gpus}' } } }
`;

const MANIFESTS = [
  deployment('fresh', 'speech', '1', 2),
  deployment('plain', 'speech', '0', 3),
  deployment('greedy', 'speech', '1', 40),
  deployment('large', 'vision', '4', 1),
  deployment('unlike', 'speech', '1', 1).replace(
    'limits:',
    'requests: { nvidia.com/gpu: "2" }, limits:',
  ),
].join('---\n');

function reviewed(text: string, at: object): Promise<Findings> {
  const file = join(folder, 'all.yaml');
  writeFileSync(file, text);
  return reviewing({
    files: [{ path: file, name: 'all.yaml' }],
    namespace: 'default',
    snapshots: [],
    policies: [],
    maxAge: 86_400,
    version: '0.1.0',
    clock,
    progress: () => undefined,
    ...at,
  });
}

const atServer = (text: string, more: object = {}) =>
  reviewed(text, { server: { kubeconfig, trancheNamespace: 'tranche-system', ...more } });

/** What the API server refuses a lint of a whole World tells, in its own words and at its own place. */
const isPlaced = ({ rule }: { rule: string }) => rule !== 'api-server/devices';
const UNPLACED = { at: '', says: '', container: '' };

/** What only a whole World can tell is no part of it. */
const shown = ({ reviewed: all, found }: Findings) => ({
  outcomes: all.map(({ subject, outcomes: [one] }) => ({ subject, ...one, cluster: '' })),
  found: found
    .filter(({ rule }) => !/^lint\/(no-node|other-profile)$/.test(rule))
    .map(({ help: _help, ...one }) => ({
      ...one,
      clusters: [],
      ...(isPlaced(one) ? {} : UNPLACED),
    })),
});

test('a server says of each template what a snapshot of its cluster does', async () => {
  const live = await atServer(MANIFESTS);
  expect(live.unread).toEqual([]);
  expect(live.asked).toMatchObject([{ cluster: { name: 'prod' } }]);
  const verdicts = shown(live).outcomes.map(({ verdict }) => verdict);
  expect(new Set(verdicts).size).toBeGreaterThan(1);
  expect(shown(live)).toEqual(shown(await reviewed(MANIFESTS, {})));
  expect(asked).toEqual([{ path: PATH, token: TOKEN }]);
});

test('it is not asked of what asks for no GPU', async () => {
  const { reviewed: all, unread } = await atServer(deployment('plain', 'speech', '0', 3));
  expect([asked, unread]).toEqual([[], []]);
  expect(all).toMatchObject([{ outcomes: [{ verdict: 'never sent' }] }]);
});

test('of more replicas than it is asked about all are counted, and that is warned of', async () => {
  const { reviewed: all, found } = await atServer(deployment('fresh', 'speech', '1', 140));
  expect(all).toMatchObject([{ outcomes: [{ pods: { judged: 140 } }] }]);
  expect(found.filter(({ rule }) => rule === 'lint/not-expanded')).toMatchObject([
    { level: 'warning', says: expect.stringMatching(/about the first 100 of its 140 pods/) },
  ]);
});

describe('one sentence says why nothing could be told', () => {
  const one = deployment('fresh', 'speech', '1', 1);
  const many = ['a', 'b', 'c'].map((name) => deployment(name, 'speech', '1', 100)).join('---\n');

  const right = 'jane may not get decisions.tranche.dev';
  const faults: Readonly<
    Record<string, { status?: number; text?: string; more?: object; says: string }>
  > = {
    'no right': { status: 403, says: right },
    'a server that is away': { status: 503, says: right },
    'too many pods': { text: many, says: 'a batch has 256 pods at most, and this has 300' },
    'no such context': { more: { context: 'x' }, says: '--context: there is no x' },
    'no kubeconfig': { more: { kubeconfig: '/nowhere' }, says: '/nowhere' },
  };

  test.each(Object.entries(faults))('%s', async (_, { status = 200, text = one, more, says }) => {
    code = status;
    const { unread, reviewed: all } = await atServer(text, more);
    expect(unread).toMatchObject([
      { file: 'the server in tranche-system', says: expect.stringContaining(says) },
    ]);
    expect(all.flatMap(({ outcomes }) => outcomes)).toEqual([]);
  });
});
