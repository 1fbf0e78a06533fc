import { describe, expect, test } from '@jest/globals';
import { catalogue, object } from '../policy/example.ts';
import { readText } from '../policy/read.ts';
import { policyStore, type Heard } from './policy-store.ts';

const quota = (team: string, namespace = team): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${team} }\nspec: { namespaces: [${namespace}] }\n`;

const reading = (file: string, text: string) => ({
  ...readText(file, text),
  texts: new Map([[file, text]]),
});

const nothing = { documents: [], faults: [] };

function store(...sources: string[]) {
  const heard: Heard[] = [];
  const made = policyStore(sources, (outcome) => heard.push(outcome));
  const teamOf = (namespace: string) => {
    const now = made.current();
    const found = now === 'none' ? 'none' : now.set.quota(namespace);
    return typeof found === 'string' ? found : found.team;
  };
  return { made, heard, teamOf };
}

describe('the set in force', () => {
  test('waits for every source, then is made of all of them', () => {
    const { made, heard, teamOf } = store('files', 'cluster');
    made.put('files', reading('a.yaml', quota('speech')));
    expect(made.current()).toBe('none');
    expect(made.missing()).toEqual(['policies of cluster']);
    made.put('cluster', nothing);
    expect(made.missing()).toEqual([]);
    expect(teamOf('speech')).toBe('speech');
    expect(heard).toMatchObject([{ rendered: '', faults: [] }]);
  });

  test('stays when a source has a fault, which is shown with its line', () => {
    const { made, heard, teamOf } = store('files');
    made.put('files', reading('a.yaml', quota('speech')));
    const before = made.current();
    made.put('files', reading('a.yaml', quota('vision').replace('spec', 'spce')));
    expect(made.current()).toBe(before);
    expect(teamOf('speech')).toBe('speech');
    expect(made.faults()).not.toEqual([]);
    expect(heard.at(-1)?.rendered).toContain('a.yaml:4:1');
    expect(heard.at(-1)?.rendered).toContain('spce: { namespaces: [vision] }');
    expect(heard.at(-1)?.hash).toBe(heard[0]?.hash);
    made.put('files', reading('a.yaml', quota('vision')));
    expect(teamOf('vision')).toBe('vision');
    expect(made.faults()).toEqual([]);
  });

  test('two sources that contradict each other change nothing', () => {
    const { made, heard, teamOf } = store('files', 'cluster');
    made.put('cluster', nothing);
    made.put('files', reading('a.yaml', quota('speech')));
    made.put('cluster', reading('cluster GpuQuota other', quota('other', 'speech')));
    expect(teamOf('speech')).toBe('speech');
    expect(heard.at(-1)?.rendered).toContain('cluster GpuQuota other');
  });

  test('a source that says nothing any more takes back what it said', () => {
    const { made, teamOf } = store('files', 'cluster');
    made.put('cluster', reading('x', quota('vision')));
    made.put('files', reading('a.yaml', quota('speech')));
    made.put('cluster', nothing);
    expect(teamOf('vision')).toBe('unassigned');
    expect(teamOf('speech')).toBe('speech');
  });

  test('that was never good is missing', () => {
    const { made } = store('files');
    made.put('files', reading('a.yaml', 'kind: ['));
    expect(made.current()).toBe('none');
    expect(made.missing()).toEqual(['a set of policies without faults']);
  });
});

const row = (vramMaxMiB: number) => ({
  name: 'server',
  revision: 'r',
  measuredOn: 'H100-80GB',
  vramMaxMiB,
  hours: 30,
  samples: 1800,
});
const profile = (name: string, workload: string, vramMaxMiB = 6000) =>
  object(
    'GpuProfile',
    name,
    { workload: { kind: 'Deployment', name: workload }, containers: [row(vramMaxMiB)] },
    'speech',
  );
const profileFile = `apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { name: ours, namespace: speech }
spec:
  workload: { kind: Deployment, name: asr }
  containers: [{ name: server, revision: r, measuredOn: H100-80GB, vramMaxMiB: 7000, hours: 30, samples: 1800 }]
`;

const cluster = (...profiles: ReturnType<typeof profile>[]) => ({
  documents: [catalogue(), ...profiles],
  faults: [],
});
const peakOf = (made: ReturnType<typeof store>['made'], name: string) => {
  const now = made.current();
  const found = now === 'none' ? now : now.set.profile('speech', 'Deployment', name, 'server');
  return typeof found === 'string' ? found : found.vramMaxMiB;
};

describe('a profile of the cluster, which whoever has a namespace may write', () => {
  test('that says another row of a container than its like: neither is believed, all else goes on', () => {
    const { made, heard, teamOf } = store('files', 'cluster');
    made.put('files', reading('a.yaml', quota('speech')));
    made.put('cluster', cluster(profile('a', 'asr'), profile('tts', 'tts')));
    made.put(
      'cluster',
      cluster(profile('a', 'asr'), profile('b', 'asr', 1), profile('tts', 'tts')),
    );
    made.put('files', reading('a.yaml', quota('vision')));
    expect([peakOf(made, 'asr'), peakOf(made, 'tts')]).toEqual(['unknown', 6000]);
    expect([teamOf('vision'), teamOf('speech')]).toEqual(['vision', 'unassigned']);
    expect(made.faults()).toEqual([]);
    expect(heard.at(-1)?.apart).toMatchObject([
      { file: 'GpuProfile b', also: { file: 'GpuProfile a' } },
    ]);
    made.put('cluster', cluster(profile('a', 'asr')));
    expect([peakOf(made, 'asr'), heard.at(-1)?.apart]).toEqual([6000, []]);
  });

  test('that says of a file’s container: the file is believed', () => {
    const { made, heard } = store('files', 'cluster');
    made.put('files', reading('a.yaml', profileFile));
    made.put('cluster', cluster(profile('mine', 'asr'), profile('ours', 'other')));
    expect([peakOf(made, 'asr'), peakOf(made, 'other')]).toEqual([7000, 'unknown']);
    expect([made.faults(), heard.at(-1)?.apart.length]).toEqual([[], 2]);
  });

  test('of a card that nobody knows, or that cannot be: it alone is not believed', () => {
    const { made, heard, teamOf } = store('files', 'cluster');
    made.put('files', reading('a.yaml', quota('speech')));
    made.put('cluster', cluster(profile('a', 'asr', 10 ** 9), profile('tts', 'tts')));
    expect([peakOf(made, 'asr'), peakOf(made, 'tts')]).toEqual(['unknown', 6000]);
    expect([teamOf('speech'), heard.at(-1)?.apart.length]).toEqual(['speech', 1]);
  });

  test('does not hide what two files say of one', () => {
    const { made } = store('files', 'cluster');
    const both = `${profileFile}---\n${profileFile.replace('name: ours', 'name: other')}`;
    made.put('files', reading('a.yaml', both));
    made.put('cluster', cluster(profile('mine', 'asr')));
    expect([made.current(), made.faults().length]).toEqual(['none', 1]);
  });
});
