import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { policyStore } from '../adapters/policy-store.ts';
import { jsonLog } from '../http/log.ts';
import { metricsOn } from '../http/metrics.ts';
import type { Document } from '../policy/documents.ts';
import { catalogue, object } from '../policy/example.ts';
import { readText } from '../policy/read.ts';
import { policyNews } from './policy-news.ts';

const quota = (team: string, namespace = team): string =>
  `---\napiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${namespace}] }\n`;

const profile = (name: string, workload = 'w'): Document =>
  object(
    'GpuProfile',
    name,
    {
      workload: { kind: 'Deployment', name: workload },
      containers: [
        { name: 'c', revision: 'r', measuredOn: 'H100-80GB', vramMaxMiB: 1, hours: 1, samples: 1 },
      ],
    },
    'x',
  );

function desk() {
  const lines: string[] = [];
  const log = jsonLog({ write: (text) => lines.push(...text.trimEnd().split('\n')) });
  const registry = new Registry();
  const store = policyStore(['files'], policyNews(log, metricsOn(registry, [])));
  return {
    put: (...texts: readonly string[]) => store.put('files', readText('a.yaml', texts.join(''))),
    said: () => lines.map((line): Record<string, unknown> => JSON.parse(line)),
    cluster: (...documents: readonly Document[]) =>
      store.put('files', { documents: [catalogue(), ...documents], faults: [] }),
    figures: async (of = 'policy') =>
      (await registry.metrics()).split('\n').filter((line) => line.startsWith(`tranche_${of}_`)),
  };
}

describe('what is said of each reading', () => {
  test('names the sets before and after, and what makes the difference', () => {
    const { put, said } = desk();
    put(quota('speech'), quota('vision'));
    put(quota('speech', 'voice'), quota('lab'));
    const [first, second] = said();
    expect(first).toMatchObject({
      says: 'documents in force',
      before: 'none',
      generation: 1,
      added: 'GpuQuota speech, GpuQuota vision',
    });
    expect(second).toMatchObject({
      before: first?.['hash'],
      generation: 2,
      added: 'GpuQuota lab',
      changed: 'GpuQuota speech',
      removed: 'GpuQuota vision',
    });
  });

  test('is in the figures: one series for the set in force, however many there were', async () => {
    const { put, said, figures } = desk();
    expect(await figures()).toEqual([
      'tranche_policy_faults 0',
      'tranche_policy_generation 0',
      'tranche_policy_info{hash="none"} 1',
    ]);
    for (let i = 0; i < 50; i++) put(quota(`team-${i}`));
    put(quota('team-50'), quota('twice', 'team-50'));
    expect(await figures()).toEqual([
      'tranche_policy_faults 1',
      'tranche_policy_generation 50',
      `tranche_policy_info{hash="${String(said().at(-1)?.['hash'])}"} 1`,
    ]);
  });

  test('of the same set again is that it is in force, and no new generation', async () => {
    const { put, said, figures } = desk();
    put(quota('speech'));
    put(quota('speech'), quota('thief', 'speech'));
    put(quota('speech'));
    expect(said().map(({ says, generation }) => [says, generation])).toEqual([
      ['documents in force', 1],
      [
        '/spec/namespaces/0 names speech, which GpuQuota speech names already (a.yaml:5:22)',
        undefined,
      ],
      ['documents have faults; the last good set stays in force', undefined],
      ['documents in force', 1],
    ]);
    expect(await figures()).toContain('tranche_policy_generation 1');
  });

  test('names each fault on a line of its own, with its place and what would mend it', () => {
    const { put, said } = desk();
    put(
      quota('speech').replace('namespaces', 'namespace'),
      quota('vision').replace('kind', 'kond'),
    );
    const faults = said().slice(0, -1);
    expect(faults).toMatchObject([
      {
        level: 'error',
        file: 'a.yaml',
        line: 5,
        column: 1,
        says: '/spec needs the field namespaces',
      },
      { level: 'error', file: 'a.yaml', line: 5, column: 9, help: 'did you mean namespaces?' },
      { level: 'error', file: 'a.yaml', line: 7 },
    ]);
    expect(said().at(-1)).toMatchObject({ faults: faults.length, hash: 'none' });
  });

  test('of profiles that are not believed is said once, and that they are again', async () => {
    const { cluster, said, figures } = desk();
    cluster(profile('a'), profile('b'));
    cluster(profile('a'), profile('b'), profile('c', 'other'));
    cluster(profile('a'));
    expect(said().map(({ level, says }) => [level, says])).toEqual([
      ['info', 'documents in force'],
      ['warn', expect.stringMatching(/^not believed: .* container c of x\/Deployment\/w/)],
      ['warn', 'GpuProfiles have faults and are not believed'],
      ['info', 'documents in force'],
      ['info', 'documents in force'],
      ['info', 'no GpuProfile of the cluster has a fault any more'],
    ]);
    cluster(profile('a'), profile('b'));
    expect(await figures('profile')).toEqual(['tranche_profile_faults 1']);
    expect(await figures()).toContain('tranche_policy_faults 0');
  });

  test('names so many faults, and counts the others', () => {
    const { put, said } = desk();
    put(...Array.from({ length: 300 }, (_, i) => quota(`team-${i}`).replace('Quota', 'Kwota')));
    expect(said()).toHaveLength(101);
    expect(said().at(-1)).toMatchObject({ faults: 201 });
  });
});
