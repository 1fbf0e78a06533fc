import { describe, expect, test } from '@jest/globals';
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
