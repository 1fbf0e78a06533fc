/**
 * The same documents as files of the chart and as objects of the cluster: one hash, and of a hundred
 * drawn pods each is stored, refused, warned of and written down in the same letters.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';

import { tell } from '../../webhook/suite/figures.ts';
import { type Api, apiOf } from '../faults/api.ts';
import { profiles, wildPods, written } from '../faults/wild-pods.ts';
import { type Cluster, eventually } from '../shared.ts';
import {
  type Pod,
  cardsAndSlices,
  changedSoon,
  exemption,
  gpuPod,
  installTranche,
  masked,
  metric,
  metrics,
  policy,
  profile,
  quota,
  reviewed,
  visitsOf,
} from './install.ts';
import { installedSuite } from './installed.ts';

const PODS = 120;
const NAMESPACE = 'files-objects';
const marked = gpuPod({ namespace: NAMESPACE, name: 'marked' });

const packs = join(import.meta.dirname, '..', '..', 'policies', 'packs');
const pack = (name: string): string => readFileSync(join(packs, name, 'policy.yaml'), 'utf8');
const own = [
  policy('sized', { priority: 5, match: { namespaces: ['files-*'] } }),
  policy('warned', { priority: 9, mode: 'warn', match: { ownerNames: ['*-3', '*-4'] } }),
  // Room for slices, and for no whole card.
  quota('files', [NAMESPACE], '0.3'),
  exemption('files', {
    namespace: NAMESPACE,
    rules: ['guard/max-gpus'],
    expires: new Date('2035-01-01T00:00:00Z'),
  }),
  ...profiles(NAMESPACE, 'wild'),
  profile(NAMESPACE, 'Pod', 'marked'),
];
const texts = [pack('tiers'), pack('guardrails-strict'), ...own.map((one) => stringify(one))];
const text = texts.join('---\n');

/** Named, so that both rounds speak of the same; their workload is that of the owner. */
const pods = fc.sample(wildPods, PODS).map((wild, i) => {
  const { metadata, spec } = written(wild, NAMESPACE, `wild-${wild.workload}`);
  const { generateName: _, ...rest } = metadata;
  return {
    metadata: { ...rest, name: `wild-${wild.workload}`, labels: { ...rest.labels, drawn: `${i}` } },
    spec,
  };
});

const grounds = {
  enforce: true,
  namespaces: [NAMESPACE],
  nodes: cardsAndSlices('files-objects'),
  values: { documents: { 'all.yaml': text } },
  testMs: 180_000,
};

installedSuite('documents as files and as objects', grounds, (onceInstalled) => {
  let cluster: Cluster;
  let api: Api;

  onceInstalled(async (given) => {
    cluster = given;
    api = await apiOf(cluster);
  });

  afterAll(() => api.close());

  const hash = async (): Promise<string> =>
    /tranche_policy_info\{hash="([0-9a-f]+)"\}/.exec(await metrics(cluster))?.[1] ?? '';

  /** Of those who were asked for to wait for something the log is late, too. */
  const drawn = async () =>
    (await visitsOf(cluster, NAMESPACE)).filter(({ pod }) => pod !== marked.metadata.name);
  const calls = async (): Promise<number> => {
    const { mutate, validate } = await reviewed(cluster);
    return mutate + validate;
  };

  /** What comes of each pod, and what is written of it a second later. */
  const told = async (): Promise<{ answers: readonly string[]; log: readonly string[] }> => {
    const [lines, called] = [(await drawn()).length, await calls()];
    const answers: string[] = [];
    for (const pod of pods) {
      const { status, body, warnings } = await api.createPod(pod, { dryRun: true });
      const stored = status === 201 ? masked(body as unknown as Pod) : body.message;
      answers.push(JSON.stringify({ status, stored, warnings }));
    }
    const visits = (await calls()) - called;
    const log = await eventually('the log of the last pod', async () => {
      const since = (await drawn()).slice(lines);
      return since.length === visits && since.map((line) => JSON.stringify(line, WRITTEN));
    });
    return { answers, log };
  };

  test('are one set, and each decision is the same to the letter', async () => {
    expect(metric(await metrics(cluster), 'tranche_policy_faults')).toBe(0);
    await changedSoon(cluster, marked);
    const files = { hash: await hash(), ...(await told()) };

    await installTranche(cluster, { enforce: true });
    await eventually('a set without the files', async () => (await hash()) !== files.hash);
    await cluster.apply(text);
    await eventually('the set of the files', async () => (await hash()) === files.hash);
    await changedSoon(cluster, marked);
    const objects = { hash: await hash(), ...(await told()) };

    expect(objects.answers).toEqual(files.answers);
    expect(objects.log).toEqual(files.log);
    const of = (word: string) => files.answers.filter((one) => one.includes(word)).length;
    const tally = { rewritten: of('tranche.dev/decision'), refused: of('"status":403') };
    tell(`${PODS} pods by files and by objects: ${JSON.stringify(tally)}, none differs`);
    expect(Math.min(tally.rewritten, tally.refused)).toBeGreaterThan(PODS / 20);
  });
});

const WRITTEN = [
  'visit',
  'pod',
  'workload',
  'team',
  'verdict',
  'mode',
  'inForce',
  'rule',
  'policy',
  'hash',
  'id',
  'says',
];
